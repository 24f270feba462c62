package dev.ferry.testkit.migration;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.memory.Balloon;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.Workload;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalLong;

/** Software guests that something is wrong with at the source, so that the kit has something to find. */
final class BadGuests implements GuestPlatform {

    /** What is wrong. */
    enum Wrong {
        /** One byte of one page is read other than it is. */
        MISREADS_A_BYTE,
        /** It works on when it is told to pause. */
        RUNS_WHILE_PAUSED,
        /** It does nothing. */
        STANDS_STILL
    }

    static final long WRONG_PAGE = 700;
    static final long WRONG_BYTE = 1234;

    private final SoftwareGuestPlatform platform = new SoftwareGuestPlatform();
    private final Wrong wrong;

    BadGuests(Wrong wrong) {
        this.wrong = wrong;
    }

    @Override
    public String name() {
        return platform.name();
    }

    @Override
    public Optional<String> unavailable() {
        return platform.unavailable();
    }

    @Override
    public MemoryGeometry geometry(long memoryBytes) {
        return platform.geometry(memoryBytes);
    }

    @Override
    public PageRun usable(MemoryGeometry geometry) {
        return platform.usable(geometry);
    }

    @Override
    public Destination reserve(String guestId, MemoryGeometry geometry) {
        return platform.reserve(guestId, geometry);
    }

    @Override
    public Source start(String guestId, MemoryGeometry geometry, Workload workload) {
        Source guest = platform.start(guestId, geometry, workload);
        if (wrong == Wrong.STANDS_STILL) {
            guest.control().pause();
        }
        return new Source() {

            @Override
            public MemorySource memory() {
                return wrong == Wrong.MISREADS_A_BYTE ? new Misreading(guest.memory()) : guest.memory();
            }

            @Override
            public GuestControl control() {
                return new BadControl(guest.control(), wrong);
            }

            @Override
            public Optional<Balloon> balloon() {
                return guest.balloon();
            }

            @Override
            public Optional<String> prove() {
                return guest.prove();
            }

            @Override
            public void close() {
                guest.close();
            }
        };
    }

    private record BadControl(GuestControl control, Wrong wrong) implements GuestControl {

        @Override
        public void pause() {
            control.pause();
        }

        @Override
        public void resume() {
            if (wrong != Wrong.STANDS_STILL) {
                control.resume();
            }
        }

        @Override
        public byte[] saveState() {
            byte[] state = control.saveState();
            if (wrong == Wrong.RUNS_WHILE_PAUSED) {
                OptionalLong before = workDone();
                control.resume();
                while (workDone().equals(before)) {
                    Thread.onSpinWait();
                }
            }
            return state;
        }

        @Override
        public void loadState(byte[] state) {
            control.loadState(state);
        }

        @Override
        public OptionalLong workDone() {
            return control.workDone();
        }
    }

    private record Misreading(MemorySource memory) implements MemorySource {

        @Override
        public MemoryGeometry geometry() {
            return memory.geometry();
        }

        @Override
        public MemorySegment view(PageRun run) {
            MemorySegment view = memory.view(run);
            if (!run.contains(WRONG_PAGE)) {
                return view;
            }
            MemorySegment copy = Arena.ofAuto().allocate(view.byteSize(), Long.BYTES).copyFrom(view);
            long offset = geometry().bytes(WRONG_PAGE - run.first()) + WRONG_BYTE;
            copy.set(JAVA_BYTE, offset,
                    (byte) ~copy.get(JAVA_BYTE, offset));
            return copy.asReadOnly();
        }

        @Override
        public void startDirtyLog() {
            memory.startDirtyLog();
        }

        @Override
        public void collectDirty(PageBitmap dirty) {
            memory.collectDirty(dirty);
        }

        @Override
        public void stopDirtyLog() {
            memory.stopDirtyLog();
        }

        @Override
        public void collectAbsent(PageBitmap absent) {
            memory.collectAbsent(absent);
        }
    }
}
