package dev.ferry.guest.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.memory.linux.GuestMemory.Backing;
import dev.ferry.workload.Workload;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@NeedsKvm
@Timeout(60)
class VacantKvmGuestTest {

    private static final PageRun WORKING_SET = new PageRun(120, 64);

    private final Guests guests = new Guests();
    private final MemoryGeometry geometry = guests.platform().geometry(16L << 20);
    private final Arena arena = Arena.ofShared();
    /** Where the pages of the working set lie while they are out. */
    private final MemorySegment slots = arena.allocate(geometry.bytes(WORKING_SET.count()));

    private VacantKvmGuest guest;

    @BeforeEach
    void fillGuest() {
        guest = guests.vacant(geometry);
    }

    @AfterEach
    void closeGuests() {
        guests.close();
        arena.close();
    }

    @Test
    void runsOnWhatItWasFilledWith() {
        begin(0);
        guest.control().resume();
        guests.awaitSteps(guest, 10_000);

        assertThat(guest.thread().trouble()).isEmpty();
        assertThat(guest.trap().present().size()).isEqualTo(5 + WORKING_SET.count());
        assertThat(guest.pinned()).as("page 0, the program and three tables")
                .containsExactly(new PageRun(0, 5));
    }

    @Test
    void logOutlivesPagesTakenOutAndPutBack() {
        begin(1000);
        long before = guests.pauseAtReport(guest);
        guest.memory().startDirtyLog();
        long after = guests.pauseAtReport(guest);

        takeOut(WORKING_SET);
        putBack(WORKING_SET);

        assertThat(dirty()).containsExactly(LongStream.range(before, after)
                .map(step -> WORKING_SET.first() + step % WORKING_SET.count()).sorted().distinct().toArray());
    }

    @Test
    void pagesTakenOutAndPutBackAreNotLoggedAsWritten() {
        begin(1000);
        guests.pauseAtReport(guest);
        guest.memory().startDirtyLog();

        takeOut(WORKING_SET);
        putBack(WORKING_SET);

        assertThat(dirty()).isEmpty();
    }

    @Test
    void writesToPagesPutBackAreLogged() {
        begin(0);
        guests.pauseAtReport(guest);
        guest.memory().startDirtyLog();
        takeOut(WORKING_SET);
        putBack(WORKING_SET);

        guest.control().resume();
        guests.awaitSteps(guest,
                guest.control().workDone().orElseThrow() + 3 * WORKING_SET.count() + 4096);
        guest.control().pause();

        assertThat(dirty())
                .containsExactly(LongStream.range(WORKING_SET.first(), WORKING_SET.end()).toArray());
    }

    @Test
    void losesNoWriteWhilePagesComeAndGo() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        begin(0);
        guest.control().resume();

        CompletableFuture<Void> faults = CompletableFuture.runAsync(this::serveFaults,
                Thread.ofPlatform().daemon()::start);
        for (int round = 0; round < 3_000; round++) {
            takeOutUnlessMissing(WORKING_SET.first() + random.nextLong(WORKING_SET.count()));
            if (round % 500 == 0) {
                System.gc(); // A thread that waited for a page in Java code would stop the JVM here.
            }
        }
        long steps = guest.control().workDone().orElseThrow();
        guests.awaitSteps(guest, steps + 4096);

        guest.trap().placeZero(PageRun.between(5, WORKING_SET.first()));
        guest.trap().placeZero(PageRun.between(WORKING_SET.end(), geometry.pageCount()));
        assertThat(guest.prove()).as("seed %d", seed).isEmpty();
        guest.trap().stopFaults();
        faults.join();
    }

    private void serveFaults() {
        for (long page = guest.trap().nextFault(); page != FaultTrap.STOPPED; page = guest.trap()
                .nextFault()) {
            synchronized (slots) {
                if (!guest.trap().present().contains(page)) {
                    putBack(new PageRun(page, 1));
                }
            }
        }
    }

    private void takeOutUnlessMissing(long page) {
        synchronized (slots) {
            if (guest.trap().present().contains(page)) {
                // It runs: one that cannot be taken now stays.
                PageRun run = new PageRun(page, 1);
                guest.trap().takeOut(run, slots(run));
            }
        }
    }

    @Test
    void pausesWhileItWaitsForPageThatWasTakenOut() {
        begin(0);
        takeOut(WORKING_SET);

        guest.control().resume();
        assertThat(guest.trap().nextFault()).isEqualTo(WORKING_SET.first());
        guest.control().pause();

        putBack(WORKING_SET);
        guest.control().resume();
        guests.awaitSteps(guest, 10_000);
        assertThat(guest.thread().trouble()).isEmpty();
    }

    @Test
    void closesWhileItWaitsForPageThatWasTakenOut() {
        begin(0);
        takeOut(WORKING_SET);
        guest.control().resume();
        assertThat(guest.trap().nextFault()).isEqualTo(WORKING_SET.first());

        guest.close();

        assertThat(guest.trap().nextFault()).isEqualTo(FaultTrap.STOPPED);
    }

    @Test
    void refusesMemoryThatPagesCannotBeTakenOutOf() {
        assertThatThrownBy(() -> new KvmGuestPlatform(Backing.MEMFD).vacant("test", geometry))
                .isInstanceOfSatisfying(FerryException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.UNSUPPORTED_PLATFORM))
                .hasMessageContaining("memfd").hasMessageContaining("anonymous");
    }

    private void begin(long stepsPerSecond) {
        Workload workload = Workload.sequential(31, WORKING_SET, WORKING_SET, stepsPerSecond);
        guest.begin(workload);
        guest.trap().placeZero(new PageRun(0, 1));
        guest.contents(workload, (page, contents) -> guest.trap().place(new PageRun(page, 1), contents));
    }

    /** All of them: one that cannot be taken now can be soon, while the guest does not run. */
    private void takeOut(PageRun run) {
        for (long first = run.first(); first < run.end();) {
            PageRun rest = PageRun.between(first, run.end());
            first += guest.trap().takeOut(rest, slots(rest));
            assertThat(Thread.interrupted()).as("timed out at page %d", first).isFalse();
        }
    }

    private void putBack(PageRun run) {
        guest.trap().place(run, slots(run));
    }

    private MemorySegment slots(PageRun run) {
        return slots.asSlice(geometry.bytes(run.first() - WORKING_SET.first()), geometry.bytes(run.count()));
    }

    /** Of the working set: KVM may count other pages that it maps, writable, for the guest to read. */
    private long[] dirty() {
        PageBitmap dirty = new PageBitmap(geometry.pageCount());
        guest.memory().collectDirty(dirty);
        return LongStream.iterate(dirty.next(WORKING_SET.first()), page -> page != PageBitmap.NONE,
                page -> dirty.next(page + 1)).toArray();
    }
}
