package dev.ferry.memory.linux.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ferry.api.memory.Balloon;
import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.memory.linux.GuestMemory.Backing;
import dev.ferry.memory.linux.NeedsUserfaultfd;
import dev.ferry.testkit.internal.Background;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.Heap;
import dev.ferry.workload.HeapLayout;
import dev.ferry.workload.ProvenGuest;
import dev.ferry.workload.Workload;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The balloon of a guest in which processes come and go. */
@NeedsUserfaultfd
@ParameterizedClass
@EnumSource
@Timeout(120)
class LinuxGuestBalloonTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final PageRun PATTERNED = new PageRun(0, 64);

    @Parameter
    Backing backing;

    private final long seed = System.nanoTime();
    private LinuxGuestPlatform platform;

    @BeforeEach
    void choosePlatform() {
        platform = new LinuxGuestPlatform(backing);
    }

    /** A guest that does nothing but its processes, as fast as they go. */
    private static Workload workload(long heapPages, long processPages) {
        return Workload.sequential(11, PATTERNED, PATTERNED, 0)
                .with(new Heap(new PageRun(PATTERNED.end(), heapPages), processPages));
    }

    private GuestPlatform.Source start(Workload workload) {
        return platform.start("ballooned", geometry(workload), workload);
    }

    private static MemoryGeometry geometry(Workload workload) {
        return MemoryGeometry.flat(4096, workload.heap().orElseThrow().pages().end());
    }

    private static Balloon balloon(ProvenGuest guest) {
        return guest.balloon().orElseThrow();
    }

    @Test
    void memoryOfTheHostFallsByTheBalloonAndComesBackAsTheGuestUsesIt() throws Exception {
        long processPages = 6_000;
        try (GuestPlatform.Source guest = start(workload(16_384, processPages))) {
            Balloon balloon = balloon(guest);
            long before = bytesWhilePaused(guest);

            balloon.onPressure(refused -> balloon.sizePages());
            long size = inflate(balloon, 14_000, processPages);
            assertFellByTheBalloon(guest, before);

            balloon.onPressure(pages -> {
                balloon.deflate(pages);
                return balloon.sizePages();
            });
            Background.await(LIMIT, "a process that has taken pages out of the balloon",
                    () -> balloon.sizePages() < size - processPages / 2);
            assertFellByTheBalloon(guest, before);
            assertThat(guest.prove()).isEmpty();
        }
    }

    /** Until the balloon is so large; a process that does not get its last pages is let go on, and end. */
    private static long inflate(Balloon balloon, long pages, long processPages) {
        Background.await(LIMIT, "a balloon of " + pages + " pages", () -> {
            if (balloon.inflate(Long.MAX_VALUE) == 0) {
                balloon.deflate(processPages);
            }
            return balloon.sizePages() >= pages;
        });
        return balloon.sizePages();
    }

    private void assertFellByTheBalloon(GuestPlatform.Source guest, long before) throws Exception {
        guest.control().pause();
        long now = HostMemory.bytes(backing, guest.memory());
        long ballooned = balloon(guest).sizePages() * 4096;
        guest.control().resume();
        // What was given back last is not touched yet.
        assertThat(before - now).isCloseTo(ballooned, Offset.offset(Heap.PRESSURE_PAGES * 4096));
    }

    private long bytesWhilePaused(GuestPlatform.Source guest) throws Exception {
        guest.control().pause();
        long bytes = HostMemory.bytes(backing, guest.memory());
        guest.control().resume();
        return bytes;
    }

    @Test
    void isWholeHoweverPagesComeAndGo() {
        Random random = new Random(seed);
        try (GuestPlatform.Source guest = start(workload(600, 300))) {
            Balloon balloon = balloon(guest);
            for (int round = 0; round < 300; round++) {
                switch (random.nextInt(8)) {
                    case 0, 1, 2 -> balloon.inflate(random.nextInt(500));
                    case 3, 4 -> balloon.deflate(random.nextInt(500));
                    case 5 -> balloon.onPressure(pages -> {
                        balloon.deflate(2 * pages);
                        return balloon.sizePages();
                    });
                    case 6 -> awaitSteps(guest, steps(guest) + random.nextInt(2_000));
                    default -> assertThat(guest.prove()).as("seed %d, round %d", seed, round).isEmpty();
                }
            }
            assertThat(guest.prove()).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void isPausedWhileItAsksForMemory() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        try (GuestPlatform.Source guest = start(workload(600, 300))) {
            Balloon balloon = balloon(guest);
            balloon.onPressure(pages -> {
                asked.countDown();
                awaitQuietly(answer);
                balloon.deflate(pages);
                return balloon.sizePages();
            });
            // A process that has its pages already needs no more: again and again.
            Background.await(LIMIT, "a call for memory", () -> {
                balloon.inflate(Long.MAX_VALUE);
                return asked.getCount() == 0;
            });

            Background.within(LIMIT, "the pause", () -> {
                guest.control().pause();
                return true;
            });
            assertThat(balloon.deflate(1)).isZero();
            assertThat(balloon.inflate(1)).isZero();
            answer.countDown();
            guest.control().resume();

            awaitSteps(guest, steps(guest) + 10_000);
            assertThat(guest.prove()).isEmpty();
        } finally {
            answer.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where pages are still to come the balloon gives, and takes nothing; then it takes again. */
    @Test
    void movesWithTheGuest() throws Exception {
        Workload workload = workload(1_000, 300);
        try (GuestPlatform.Source source = start(workload);
                GuestPlatform.Destination destination = platform.reserve("ballooned", geometry(workload))) {
            balloon(source).inflate(600);
            source.control().pause();
            long size = balloon(source).sizePages();
            destination.control().loadState(source.control().saveState());
            Future<?> pages = Background.start(() -> {
                serveFaults(source, destination);
                return true;
            });
            destination.control().resume();

            assertThat(balloon(destination).inflate(10)).isZero();
            assertThat(balloon(destination).deflate(20)).isEqualTo(20);
            assertThat(balloon(destination).sizePages()).isEqualTo(size - 20);
            assertThat(destination.prove()).isEmpty();

            destination.trap().stopFaults();
            Background.result(pages, LIMIT, "serving faults");
            destination.trap().close();
            assertThat(balloon(destination).inflate(10)).isPositive();
            assertThat(destination.prove()).isEmpty();
        }
    }

    private static void serveFaults(GuestPlatform.Source source, GuestPlatform.Destination destination) {
        FaultTrap trap = destination.trap();
        long page;
        while ((page = trap.nextFault()) != FaultTrap.STOPPED) {
            if (!trap.present().contains(page)) {
                PageRun run = new PageRun(page, 1);
                trap.place(run, source.memory().view(run));
            }
        }
    }

    @Test
    void isClosedWhileSomebodyIsAtItsBalloon() throws Exception {
        for (int round = 0; round < 20; round++) {
            GuestPlatform.Source guest = start(workload(2_000, 300));
            Balloon balloon = balloon(guest);
            CountDownLatch busy = new CountDownLatch(1);
            Future<?> turning = Background.start(() -> {
                while (balloon.inflate(500) + balloon.deflate(200) > 0) {
                    busy.countDown();
                }
                return true;
            });
            busy.await();

            guest.close();

            Background.result(turning, LIMIT, "who is at the balloon");
        }
    }

    /** Its lists name what is not the guest's: nobody else's memory is touched for that. */
    @Test
    void aHeapThatSomebodyHasMadeUpEndsTheGuestThatUsesIt() {
        Workload workload = workload(1_000, 300);
        HeapLayout layout = HeapLayout.of(workload.heap().orElseThrow(), 4096);
        try (GuestPlatform.Source source = start(workload);
                GuestPlatform.Destination destination = platform.reserve("spoilt", geometry(workload))) {
            awaitSteps(source, 1);
            source.control().pause();
            destination.control().loadState(source.control().saveState());
            place(source, destination, new PageRun(0, layout.freeRing()));
            for (long page = layout.freeRing(); page < layout.pages().first(); page++) {
                destination.trap().place(new PageRun(page, 1), entriesBehindAllMemory());
            }
            place(source, destination,
                    PageRun.between(layout.pages().first(), geometry(workload).pageCount()));
            destination.trap().close();

            destination.control().resume();

            assertThatIllegalArgumentException().isThrownBy(() -> balloon(destination).inflate(10));
            Background.await(LIMIT, "the end of its processes", () -> destination.prove()
                    .filter(found -> found.contains("ended by java.lang.IllegalArgumentException"))
                    .isPresent());
        }
    }

    private static void place(GuestPlatform.Source source, GuestPlatform.Destination destination,
            PageRun run) {
        destination.trap().place(run, source.memory().view(run));
    }

    private static MemorySegment entriesBehindAllMemory() {
        long[] entries = new long[4096 / Long.BYTES];
        Arrays.fill(entries, 1L << 45);
        return MemorySegment.ofArray(entries);
    }

    @Test
    void isClosedWhileItsBalloonWaitsForAMissingPage() throws Exception {
        Workload workload = workload(600, 300);
        try (GuestPlatform.Source source = start(workload)) {
            GuestPlatform.Destination destination = platform.reserve("stuck", geometry(workload));
            source.control().pause();
            destination.control().loadState(source.control().saveState());
            destination.control().resume();
            Future<Long> given = Background.start(() -> balloon(destination).deflate(10));
            // Its own, or that of a process, for which it waits then.
            Background.within(LIMIT, "a fault in the heap",
                    () -> awaitFault(destination, workload.heap().orElseThrow().pages()));

            destination.close();

            assertThat(Background.result(given, LIMIT, "who is at the balloon")).isZero();
        }
    }

    private static boolean awaitFault(GuestPlatform.Destination destination, PageRun where) {
        while (!where.contains(destination.trap().nextFault())) {
            // The task waits for a page, too.
        }
        return true;
    }

    private static long steps(ProvenGuest guest) {
        return guest.control().workDone().orElseThrow();
    }

    private static void awaitSteps(ProvenGuest guest, long steps) {
        Background.await(LIMIT, "steps of the guest", () -> steps(guest) >= steps);
    }
}
