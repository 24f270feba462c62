package dev.ferry.testkit.migration;

import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.guest.Reservation;
import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import dev.ferry.testkit.wrap.ForwardingFaultTrap;
import dev.ferry.testkit.wrap.ForwardingGuestControl;
import dev.ferry.testkit.wrap.ForwardingReservation;
import dev.ferry.workload.HeapBalloon;
import dev.ferry.workload.ProvenGuest;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Where a guest with a heap arrives, as a software guest. It has a swap device, on which nothing lies. */
final class Arrivals implements AutoCloseable {

    private static final long GIVEN_BACK = 40;

    private final SoftwareGuestPlatform platform;
    private final boolean held;
    private final boolean touched;
    private volatile @Nullable Room room;
    private @Nullable Thread disturbance;

    /**
     * @param held whether the guest does no step before {@link #letRun}, so that its memory stays as it came
     * @param touched whether each page is touched once
     */
    Arrivals(int pageSizeBytes, boolean held, boolean touched) {
        this.platform = new SoftwareGuestPlatform(pageSizeBytes);
        this.held = held;
        this.touched = touched;
    }

    Reservation reserve(String guestId, MemoryGeometry geometry) {
        Room made = new Room(platform.reserve(guestId, geometry));
        room = made;
        return made;
    }

    private Room room() {
        Room reserved = room;
        if (reserved == null) {
            throw new IllegalStateException("no guest was reserved for");
        }
        return reserved;
    }

    /** The guest that has arrived. */
    ProvenGuest guest() {
        return room().guest;
    }

    /** All bytes of its memory; once nothing is owed. */
    MemorySegment contents() {
        return room().trap.landing(new PageRun(0, room().trap.geometry().pageCount()));
    }

    /** The pages that took memory when nothing was owed any more. */
    PageBitmap inPlace() {
        return room().trap.inPlace;
    }

    /** While pages are owed: its balloon gives pages back, also to a guest that says that it is short of memory. */
    void disturb() {
        HeapBalloon balloon = (HeapBalloon) guest().balloon().orElseThrow();
        disturbance = Thread.ofPlatform().daemon().start(() -> {
            balloon.deflate(GIVEN_BACK);
            balloon.press(GIVEN_BACK);
        });
    }

    /** Lets it run where it was held, and waits until nobody disturbs it. */
    void letRun() throws InterruptedException {
        guest().control().resume();
        if (disturbance != null) {
            disturbance.join();
        }
    }

    @Override
    public void close() {
        if (room != null) {
            room().close();
        }
    }

    private final class Room extends ForwardingReservation {

        private final ProvenGuest guest;
        private final Trap trap;

        private <G extends Reservation & ProvenGuest> Room(G reserved) {
            super(reserved);
            guest = reserved;
            trap = new Trap(reserved.trap());
        }

        @Override
        public FaultTrap trap() {
            return trap;
        }

        @Override
        public GuestControl control() {
            return new ForwardingGuestControl(super.control()) {
                @Override
                public void resume() {
                    if (!held) {
                        super.resume();
                    }
                }
            };
        }
    }

    private final class Trap extends ForwardingFaultTrap {

        private final PageBitmap inPlace;
        private long touchedPages;
        private boolean closed;

        private Trap(FaultTrap trap) {
            super(trap);
            inPlace = new PageBitmap(trap.geometry().pageCount());
        }

        @Override
        public boolean takesCold() {
            return true;
        }

        @Override
        public long nextFault() {
            return touched && touchedPages < geometry().pageCount() ? touchedPages++ : super.nextFault();
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                inPlace.addAll(present());
            }
            super.close();
        }
    }
}
