package dev.ferry.guest.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.workload.Workload;
import java.lang.foreign.MemorySegment;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@NeedsKvm
@Timeout(60)
class KvmMemorySourceTest {

    private static final PageRun WORKING_SET = new PageRun(120, 640);
    /** The guest reports each tenth step. */
    private static final long SLOW = 1000;

    private final Guests guests = new Guests();

    @AfterEach
    void closeGuests() {
        guests.close();
    }

    @Test
    void logsExactlyThePagesThatTheGuestWrites() {
        KvmGuest guest = start(SLOW);
        long before = guests.pauseAtReport(guest);
        guest.memory().startDirtyLog();

        long after = guests.pauseAtReport(guest);

        assertThat(after).isBetween(before + 10, before + WORKING_SET.count());
        assertThat(collect(guest.memory())).containsExactly(pagesOfSteps(before, after));
    }

    @Test
    void reportsEachWriteOnce() {
        KvmGuest guest = start(SLOW);
        long first = guests.pauseAtReport(guest);
        guest.memory().startDirtyLog();
        long second = guests.pauseAtReport(guest);
        long[] collected = collect(guest.memory());

        long third = guests.pauseAtReport(guest);

        assertThat(collected).containsExactly(pagesOfSteps(first, second));
        assertThat(collect(guest.memory())).containsExactly(pagesOfSteps(second, third));
        assertThat(collect(guest.memory())).isEmpty();
    }

    @Test
    void logsWholeWorkingSetOfFastGuest() {
        KvmGuest guest = start(0);
        guest.memory().startDirtyLog();

        guests.awaitSteps(guest, guest.control().workDone().orElseThrow() + 3 * WORKING_SET.count() + 4096);

        guest.control().pause();
        assertThat(collect(guest.memory()))
                .containsExactly(LongStream.range(WORKING_SET.first(), WORKING_SET.end()).toArray());
    }

    @Test
    void includesWritesOfTheMonitor() {
        KvmGuest guest = start(SLOW);
        guests.pauseAtReport(guest);
        guest.memory().startDirtyLog();

        guest.machine().write(3000, 8, MemorySegment.ofArray(new byte[]{1}));

        assertThat(collect(guest.memory())).containsExactly(3000);
        assertThat(collect(guest.memory())).isEmpty();
    }

    @Test
    void forgetsWhatWasWrittenBeforeItStarted() {
        KvmGuest guest = start(SLOW);
        guest.memory().startDirtyLog();
        guests.pauseAtReport(guest);
        guest.machine().write(3000, 8, MemorySegment.ofArray(new byte[]{1}));
        guest.memory().stopDirtyLog();
        guest.memory().stopDirtyLog();

        guest.memory().startDirtyLog();

        assertThat(collect(guest.memory())).isEmpty();
    }

    @Test
    void refusesToCollectWithoutLog() {
        MemorySource source = start(SLOW).memory();
        PageBitmap dirty = new PageBitmap(source.geometry().pageCount());

        assertThatThrownBy(() -> source.collectDirty(dirty)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void losesNoWriteWhileTheGuestRuns() {
        KvmGuest guest = start(0);
        MemorySource source = guest.memory();
        source.startDirtyLog();
        PageBitmap dirty = new PageBitmap(source.geometry().pageCount());
        MemorySegment copy = MemorySegment.ofArray(new byte[Math.toIntExact(WORKING_SET.count() * 4096)]);
        copy.copyFrom(source.view(WORKING_SET));

        for (int round = 0; round < 50; round++) {
            if (round == 49) {
                guest.control().pause();
            }
            source.collectDirty(dirty);
            for (long page = dirty.next(WORKING_SET.first()); page != PageBitmap.NONE; page = dirty
                    .next(page + 1)) {
                dirty.remove(page);
                copy.asSlice((page - WORKING_SET.first()) * 4096, 4096)
                        .copyFrom(source.view(new PageRun(page, 1)));
            }
        }

        assertThat(copy.mismatch(source.view(WORKING_SET))).isEqualTo(-1);
    }

    @Test
    void knowsThePagesNeverTouched() {
        KvmGuest guest = start(SLOW);
        PageBitmap absent = new PageBitmap(guest.memory().geometry().pageCount());

        guest.memory().collectAbsent(absent);

        assertThat(absent.contains(0)).isTrue();
        assertThat(absent.next(1)).as("first after program and tables").isEqualTo(5);
        assertThat(absent.next(WORKING_SET.first())).isEqualTo(WORKING_SET.end());
        assertThat(absent.nextAbsent(WORKING_SET.end())).isEqualTo(absent.pageCount());
    }

    @Test
    void spansTheHoleOfLargeGuest() {
        MemoryGeometry geometry = guests.platform().geometry(4L << 30);
        long hole = geometry.regions().getFirst().pageCount();
        PageRun acrossHole = PageRun.between(hole - 15, hole + 15);
        KvmGuest guest = guests.start(geometry, Workload.sequential(5, acrossHole, acrossHole, SLOW));
        long before = guests.pauseAtReport(guest);
        guest.memory().startDirtyLog();

        long after = guests.pauseAtReport(guest);

        assertThat(collect(guest.memory())).containsExactly(LongStream.range(before, after)
                .map(step -> acrossHole.first() + step % acrossHole.count()).sorted().toArray());
        guest.control().resume();
        guests.awaitSteps(guest, 100);
        assertThat(guest.memory().view(new PageRun(hole + 14, 1)).get(Struct.U64, 0)).isPositive();
    }

    private KvmGuest start(long stepsPerSecond) {
        return guests.start(guests.platform().geometry(16L << 20),
                Workload.sequential(99, WORKING_SET, WORKING_SET, stepsPerSecond));
    }

    /**
     * Without the program's page, which KVM counts when it first maps it, writable, for the guest to read.
     */
    private static long[] collect(MemorySource source) {
        PageBitmap dirty = new PageBitmap(source.geometry().pageCount());
        source.collectDirty(dirty);
        long first = new GuestLayout(source.geometry()).usable().first();
        return LongStream
                .iterate(dirty.next(first), page -> page != PageBitmap.NONE, page -> dirty.next(page + 1))
                .toArray();
    }

    private static long[] pagesOfSteps(long from, long to) {
        return LongStream.range(from, to).map(step -> WORKING_SET.first() + step % WORKING_SET.count())
                .sorted()
                .toArray();
    }
}
