package dev.ferry.guest.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.Balloon;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.memory.linux.GuestMemory.Backing;
import dev.ferry.testkit.internal.Background;
import dev.ferry.workload.Heap;
import dev.ferry.workload.HeapLayout;
import dev.ferry.workload.Workload;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A KVM guest whose processes and balloon share a heap, at either side. */
@NeedsKvm
@Timeout(60)
class KvmBalloonTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final PageRun PATTERNED = new PageRun(8, 64);
    private static final PageRun HEAP = new PageRun(80, 3900);
    private static final HeapLayout LAYOUT = HeapControl.layout(new Heap(HEAP, 0));
    private static final long PROCESS_PAGES = 1500;
    private static final long ALL = Long.MAX_VALUE;

    private Guests guests = new Guests();
    private final MemoryGeometry geometry = guests.platform().geometry(16L << 20);

    @AfterEach
    void closeGuests() {
        guests.close();
    }

    @Test
    void processesAndBalloonLeaveTheMemoryRight() {
        long seed = 7;
        Random random = new Random(seed);
        KvmGuest guest = start(PROCESS_PAGES);
        Balloon balloon = balloon(guest);

        for (int round = 0; round < 20; round++) {
            balloon.inflate(random.nextInt(4000));
            awaitMoreSteps(guest, random.nextInt(2 * (int) PROCESS_PAGES));
            balloon.deflate(random.nextInt(2000));

            assertThat(guest.prove()).as("seed %d, round %d", seed, round).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void memoryOfTheHostFallsByTheBalloonAndComesBackWithUse(Backing backing) {
        guests = new Guests(new KvmGuestPlatform(backing));
        long processPages = 3500;
        KvmGuest guest = start(processPages);
        Balloon balloon = balloon(guest);
        awaitMoreSteps(guest, 1);
        guest.control().pause();
        long before = residentPages(guest);
        guest.control().resume();

        Background.await(PATIENCE, "a process is at its beginning or its end, and most pages are free",
                () -> {
                    guest.control().resume();
                    balloon.inflate(ALL);
                    guest.control().pause();
                    return balloon.sizePages() > 2500;
                });
        assertThat(residentPages(guest)).isLessThanOrEqualTo(before - balloon.sizePages());
        guest.control().resume();
        balloon.deflate(ALL);
        awaitMoreSteps(guest, 4 * processPages);
        assertThat(residentPages(guest)).isGreaterThanOrEqualTo(processPages);
        assertThat(guest.prove()).isEmpty();
    }

    @Test
    void burstThatNeedsWhatTheBalloonHoldsIsMetByCallsForMemory() {
        List<Long> asked = new CopyOnWriteArrayList<>();
        KvmGuest guest = start(PROCESS_PAGES);
        Balloon balloon = balloon(guest);
        balloon.onPressure(pages -> {
            asked.add(pages);
            long size = balloon.sizePages();
            assertThat(balloon.deflate(pages)).isEqualTo(Math.min(pages, size));
            return balloon.sizePages();
        });

        inflateUntil(balloon, () -> !asked.isEmpty());
        awaitMoreSteps(guest, 4 * PROCESS_PAGES);

        assertThat(asked).allMatch(pages -> pages == Heap.PRESSURE_PAGES);
        assertThat(guest.prove()).isEmpty();
        guests.pauseAtReport(guest);
        MemorySegment control = guest.memory().view(new PageRun(LAYOUT.control(), 1));
        assertThat(balloon.sizePages() + balloon.freePages())
                .isEqualTo(control.getAtIndex(Struct.U64, HeapLayout.BALLOON_COUNT)
                        + control.getAtIndex(Struct.U64, HeapLayout.FREE_COUNT));
    }

    /** Takes all that is free, again and again: a process that has its pages already needs no more. */
    private static void inflateUntil(Balloon balloon, BooleanSupplier isAsked) {
        Background.await(PATIENCE, "a call for memory", () -> {
            balloon.inflate(ALL);
            return isAsked.getAsBoolean();
        });
    }

    @Test
    void guestIsNotHarmedByWhoIsToldOfPressureAndFails() {
        KvmGuest guest = start(PROCESS_PAGES);
        AtomicBoolean asked = new AtomicBoolean();
        balloon(guest).onPressure(pages -> {
            asked.set(true);
            throw new IllegalStateException("on purpose");
        });
        inflateUntil(balloon(guest), asked::get);

        awaitMoreSteps(guest, 2 * PROCESS_PAGES);

        assertThat(guest.prove()).isEmpty();
    }

    @Test
    void guestThatAsksForMemoryCanBePausedAndSavedMeanwhile() throws Exception {
        KvmGuest guest = start(PROCESS_PAGES);
        Balloon balloon = balloon(guest);
        CountDownLatch asks = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        balloon.onPressure(_ -> {
            asks.countDown();
            await(answer);
            balloon.deflate(ALL);
            return 0;
        });
        inflateUntil(balloon, () -> asks.getCount() == 0);

        try {
            byte[] state = Background.within(PATIENCE, "pausing a guest that asks for memory", () -> {
                guest.control().pause();
                return guest.control().saveState();
            });
            ArrivingKvmGuest arrived = guests.reserve(geometry);
            arrived.control().loadState(state);
            placeAll(guest.memory(), arrived);
            arrived.control().resume();
            awaitMoreSteps(arrived, PROCESS_PAGES);
            assertThat(arrived.prove()).as("where it was moved to").isEmpty();
        } finally {
            answer.countDown(); // Its thread could not be ended otherwise.
        }
        guest.control().resume();
        awaitMoreSteps(guest, PROCESS_PAGES);
        assertThat(guest.prove()).as("where it was").isEmpty();
    }

    @Test
    void isPausedAndMovedAtAnyInstantWhileItIsInflatedAndDeflated() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        KvmGuest guest = start(PROCESS_PAGES);

        for (int move = 0; move < 16; move++) {
            Balloon balloon = balloon(guest);
            long handSeed = random.nextLong();
            AtomicBoolean goesOn = new AtomicBoolean(true);
            FutureTask<Integer> hand = Background.start(() -> turn(balloon, handSeed, goesOn));
            guests.spinNanos(random.nextInt(8_000_000));
            guest.control().pause();
            assertBalloonIsZero(guest, seed);
            ArrivingKvmGuest next = guests.reserve(geometry);
            next.control().loadState(guest.control().saveState());
            placeAll(guest.memory(), next);
            goesOn.set(false);
            Background.result(hand, PATIENCE, "who turns the balloon of a guest that is paused");
            guest.close();

            next.control().resume();
            if (random.nextBoolean()) {
                next.trap().close();
                assertThat(next.prove()).as("seed %d, move %d", seed, move).isEmpty();
            }
            next.trap().close();
            guest = next;
        }
        awaitMoreSteps(guest, PROCESS_PAGES);
        assertThat(guest.prove()).as("seed %d", seed).isEmpty();
    }

    /** Without a pause between: for as long as it is told to. */
    private static int turn(Balloon balloon, long seed, AtomicBoolean goesOn) {
        Random random = new Random(seed);
        int turns = 0;
        while (goesOn.get()) {
            balloon.inflate(random.nextInt(1200));
            balloon.deflate(random.nextInt(1000));
            turns++;
        }
        return turns;
    }

    @Test
    void rightWhereItIsCopiedInRoundsWhileItIsInflatedAndDeflated() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int migration = 0; migration < 5; migration++) {
            KvmGuest guest = start(random.nextBoolean() ? PROCESS_PAGES : 40);
            long handSeed = random.nextLong();
            AtomicBoolean goesOn = new AtomicBoolean(true);
            Balloon balloon = balloon(guest);
            FutureTask<Integer> hand = Background.start(() -> turn(balloon, handSeed, goesOn));
            MemorySegment copy = MemorySegment.ofArray(new byte[(int) geometry.memoryBytes()]);
            guest.memory().startDirtyLog();
            copyPages(guest.memory(), PageBitmap.full(geometry.pageCount()), copy);
            for (int round = 0; round < 3; round++) {
                copyPages(guest.memory(), dirty(guest.memory()), copy);
            }
            guest.control().pause();
            copyPages(guest.memory(), dirty(guest.memory()), copy);
            goesOn.set(false);
            Background.result(hand, PATIENCE, "who turns the balloon of a guest that is paused");

            PageRun all = new PageRun(8, geometry.pageCount() - 8);
            assertThat(copy.asSlice(8 * 4096).mismatch(guest.memory().view(all))).as("seed %d", seed)
                    .isEqualTo(-1);
            ArrivingKvmGuest arrived = guests.reserve(geometry);
            arrived.control().loadState(guest.control().saveState());
            arrived.trap().place(new PageRun(0, geometry.pageCount()), copy);
            guest.close();
            arrived.control().resume();
            awaitMoreSteps(arrived, 100);
            assertThat(arrived.prove()).as("seed %d, migration %d", seed, migration).isEmpty();
            arrived.close();
        }
    }

    @Test
    void isDeflatedButNotInflatedWhilePagesAreStillToCome() {
        KvmGuest guest = start(40);
        balloon(guest).inflate(3000);
        guest.control().pause();
        long held = balloon(guest).sizePages();
        ArrivingKvmGuest arrived = guests.reserve(geometry);
        arrived.control().loadState(guest.control().saveState());
        Balloon balloon = balloon(arrived);
        assertThat(balloon.sizePages()).as("where the control page is missing").isZero();

        try (FaultServer _ = new FaultServer(guest.memory(), arrived.trap())) {
            arrived.control().resume();

            assertThat(balloon.inflate(100)).isZero();
            assertThat(balloon.deflate(300)).isEqualTo(300);
            assertThat(balloon.inflate(100)).isZero();
            assertThat(balloon.sizePages()).isEqualTo(held - 300);
            awaitMoreSteps(arrived, 1000);
            assertThat(arrived.prove()).isEmpty();
        }
        arrived.trap().close();
        assertThat(balloon.inflate(100)).isEqualTo(100);
        assertThat(arrived.prove()).isEmpty();
    }

    @Test
    void tellsItsSizeWhereItHasArrivedBeforeTheGuestHasRun() {
        KvmGuest guest = start(0);
        balloon(guest).inflate(3000);
        guest.control().pause();
        ArrivingKvmGuest arrived = guests.reserve(geometry);
        arrived.control().loadState(guest.control().saveState());
        placeAll(guest.memory(), arrived);
        arrived.trap().close();

        assertThat(balloon(arrived).sizePages()).isEqualTo(3000);
        assertThat(balloon(arrived).freePages()).isEqualTo(LAYOUT.pages().count() - 3000);
    }

    @Test
    void doesNotLookAtTheMemoryOfAGuestThatIsClosed() {
        KvmGuest guest = start(0);
        balloon(guest).inflate(3000);
        guest.control().pause();
        ArrivingKvmGuest arrived = guests.reserve(geometry);
        arrived.control().loadState(guest.control().saveState());
        placeAll(guest.memory(), arrived);
        arrived.trap().close();
        Balloon balloon = balloon(arrived);

        arrived.close();

        assertThat(balloon.sizePages()).isZero();
        assertThat(balloon.freePages()).isZero();
    }

    @Test
    void whatCannotBeDiscardedIsLeftToTheGuestWhichGoesOn() {
        KvmGuest guest = start(40);
        Balloon balloon = balloon(guest);
        AtomicBoolean fails = new AtomicBoolean(true);
        guest.discardBy(() -> true, run -> {
            if (fails.get()) {
                throw new IllegalStateException("on purpose");
            }
            guest.memory().discard(run);
        });

        assertThat(balloon.inflate(10)).isZero();

        awaitMoreSteps(guest, 1000);
        assertThat(balloon.sizePages()).isZero();
        assertThat(guest.prove()).isEmpty();
        fails.set(false);
        assertThat(balloon.inflate(10)).as("later").isEqualTo(10);
        assertThat(guest.prove()).isEmpty();
    }

    @Test
    void whoInflatesAGuestThatIsHeldIsLetGoWhenItIsPausedOrCloses() throws Exception {
        KvmGuest guest = start(0);
        for (Runnable end : List.<Runnable>of(guest.control()::pause, guest.thread()::end)) {
            guest.control().resume();
            FutureTask<Long> inflation = guest.thread().whileHeld(() -> {
                FutureTask<Long> started = Background.start(() -> balloon(guest).inflate(10));
                Background.await(PATIENCE, "a request", () -> ((KvmBalloon) balloon(guest)).hasCommand());
                end.run();
                return started;
            });
            assertThat(Background.result(inflation, PATIENCE, "the inflation")).isZero();
        }
        assertThat(balloon(guest).deflate(1)).isZero();
    }

    @Test
    void findsContentsThatHaveRisenAgain() {
        KvmGuest guest = start(0);
        balloon(guest).inflate(10);
        guests.pauseAtReport(guest);

        guest.machine().write(LAYOUT.pages().first() + 3, 80, MemorySegment.ofArray(new byte[]{1}));

        assertThat(guest.prove()).hasValue("page " + (LAYOUT.pages().first() + 3) + " differs at byte 80");
    }

    @Test
    void guestThatIsPagedHasItsPagerDiscard() {
        VacantKvmGuest guest = guests.vacant(geometry);
        Workload workload = workload(0);
        guest.begin(workload);
        PageBitmap filled = new PageBitmap(geometry.pageCount());
        guest.contents(workload, (page, contents) -> {
            filled.add(page);
            guest.trap().place(new PageRun(page, 1), contents);
        });
        for (long page = filled.nextAbsent(0); page < geometry.pageCount(); page = filled
                .nextAbsent(page + 1)) {
            guest.trap().placeZero(new PageRun(page, 1));
        }
        List<PageRun> discarded = new CopyOnWriteArrayList<>();
        AtomicBoolean canDiscard = new AtomicBoolean();
        assertThat(balloon(guest).inflate(5)).as("where nobody discards").isZero();
        guest.discardBy(canDiscard::get, run -> {
            discarded.add(run);
            guest.trap().discard(run);
            guest.trap().placeZero(run);
        });
        guest.control().resume();

        assertThat(balloon(guest).inflate(5)).as("while pages are to come").isZero();
        canDiscard.set(true);
        assertThat(balloon(guest).inflate(5)).isEqualTo(5);

        assertThat(discarded).containsExactly(new PageRun(LAYOUT.pages().first(), 5));
        assertThat(guest.prove()).isEmpty();
    }

    private static Workload workload(long processPages) {
        return Workload.sequential(3, PATTERNED, PATTERNED, 0).with(new Heap(HEAP, processPages));
    }

    private KvmGuest start(long processPages) {
        return guests.start(geometry, workload(processPages));
    }

    private static Balloon balloon(KvmGuest guest) {
        return guest.balloon().orElseThrow();
    }

    private void awaitMoreSteps(KvmGuest guest, long steps) {
        guests.awaitSteps(guest, guest.control().workDone().orElseThrow() + steps);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ended) {
            throw new IllegalStateException(ended);
        }
    }

    private long residentPages(KvmGuest guest) {
        PageBitmap absent = new PageBitmap(geometry.pageCount());
        guest.memory().collectAbsent(absent);
        return geometry.pageCount() - absent.size();
    }

    private static void assertBalloonIsZero(KvmGuest guest, long seed) {
        MemorySource memory = guest.memory();
        long held = memory.view(new PageRun(LAYOUT.control(), 1)).getAtIndex(Struct.U64,
                HeapLayout.BALLOON_COUNT);
        MemorySegment zeros = MemorySegment.ofArray(new byte[GuestLayout.PAGE_BYTES]);
        MemorySegment entries = memory.view(PageRun.between(LAYOUT.balloon(), LAYOUT.usedRing()));
        for (long index = 0; index < held; index++) {
            long page = entries.getAtIndex(Struct.U64, index) / GuestLayout.PAGE_BYTES;
            assertThat(memory.view(new PageRun(page, 1)).mismatch(zeros)).as("seed %d, page %d", seed, page)
                    .isEqualTo(-1);
        }
    }

    private void placeAll(MemorySource from, ArrivingKvmGuest to) {
        PageRun all = new PageRun(0, geometry.pageCount());
        to.trap().place(all, from.view(all));
    }

    private PageBitmap dirty(MemorySource memory) {
        PageBitmap dirty = new PageBitmap(geometry.pageCount());
        memory.collectDirty(dirty);
        return dirty;
    }

    private static void copyPages(MemorySource memory, PageSet pages, MemorySegment copy) {
        for (long page = pages.next(0); page != PageSet.NONE; page = pages.next(page + 1)) {
            copy.asSlice(page * GuestLayout.PAGE_BYTES, GuestLayout.PAGE_BYTES)
                    .copyFrom(memory.view(new PageRun(page, 1)));
        }
    }
}
