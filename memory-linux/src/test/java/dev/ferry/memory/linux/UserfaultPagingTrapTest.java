package dev.ferry.memory.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PagingTrap;
import dev.ferry.memory.linux.GuestMemory.Backing;
import dev.ferry.testkit.memory.PagingTrapContractTest;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@NeedsUserfaultfd
class UserfaultPagingTrapTest extends PagingTrapContractTest {

    private static final int PAGE = GuestMemory.PAGE_SIZE_BYTES;
    private static final int PAGES = 1024;
    /** Pages that a guest in a small reservation works on. */
    private static final int USED = 200;

    private final long seed = System.nanoTime();
    private final Arena arena = Arena.ofShared();
    private final GuestMemory memory = new GuestMemory(MemoryGeometry.flat(PAGE, PAGES), Backing.ANONYMOUS);
    private final UserfaultPagingTrap trap = new UserfaultPagingTrap(memory);
    private final LinuxMemorySource source = new LinuxMemorySource(memory);

    @Override
    protected PagingTrap trap() {
        return trap;
    }

    @Override
    protected MemorySource log() {
        return source;
    }

    @Override
    protected long touch(long page) {
        return Touch.read(memory, page);
    }

    @Override
    protected void write(long page, long value) {
        Touch.write(memory, page, value);
    }

    @AfterEach
    void freeMemory() {
        source.stopDirtyLog();
        trap.close();
        memory.close();
        arena.close();
    }

    @Test
    void takesOutLastContentsOfLongRun() {
        MemorySegment contents = random(700);
        trap.place(new PageRun(100, 700), contents);
        write(799, 42);
        contents.set(ValueLayout.JAVA_LONG, 699L * PAGE, 42);
        MemorySegment taken = arena.allocate(700L * PAGE);

        assertThat(trap.takeOut(new PageRun(100, 700), taken)).isEqualTo(700);

        assertThat(taken.mismatch(contents)).as("seed %d", seed).isEqualTo(-1);
        assertThat(trap.present().isEmpty()).isTrue();
    }

    @Test
    void trapsWhatItHasTakenOut() {
        trap.place(new PageRun(5, 2), random(2));
        trap.takeOut(new PageRun(5, 1), arena.allocate(PAGE));
        CompletableFuture<Long> touch = Touch.start(() -> touch(5));
        assertThat(trap.nextFault()).isEqualTo(5);

        trap.place(new PageRun(5, 1), arena.allocate(PAGE).fill((byte) 1));

        assertThat(touch.join()).isEqualTo(0x0101010101010101L);
        assertThat(trap.present().size()).isEqualTo(2);
    }

    @Test
    void takesOutPagesOfZeros() {
        trap.placeZero(new PageRun(5, 3));
        write(6, 42);
        MemorySegment taken = random(3);

        assumeThat(linuxVersion()).as("older Linux does not take out pages of zeros: version * 1000")
                .isGreaterThanOrEqualTo(6009);

        for (long out = 0; out < 3;) {
            out += trap.takeOut(PageRun.between(5 + out, 8), taken.asSlice(out * PAGE));
            assertThat(Thread.interrupted()).as("timed out with %d out", out).isFalse();
        }

        assertThat(taken.get(ValueLayout.JAVA_LONG, PAGE)).isEqualTo(42);
        taken.set(ValueLayout.JAVA_LONG, PAGE, 0);
        assertThat(taken.mismatch(arena.allocate(3 * PAGE))).isEqualTo(-1);
    }

    /** The guest writes each page of zeros just when it is taken out: what it wrote comes along, or goes to a new page. */
    @Test
    void losesNoWriteToPageOfZerosThatIsTakenOut() {
        MemorySegment taken = arena.allocate(8 * PAGE);
        PageRun run = new PageRun(40, 8);
        for (long round = 1; round <= 3_000; round++) {
            long value = round;
            trap.placeZero(run);
            CompletableFuture<Void> writes = CompletableFuture.runAsync(() -> {
                for (long page = run.first(); page < run.end(); page++) {
                    write(page, value);
                }
            });
            long out = 0;
            for (int attempt = 0; out < 8 && attempt < 8; attempt++) {
                out += trap.takeOut(PageRun.between(run.first() + out, run.end()), taken.asSlice(out * PAGE));
            }
            for (long page = 0; page < out; page++) {
                trap.place(new PageRun(run.first() + page, 1), taken.asSlice(page * PAGE, PAGE));
            }
            writes.join();

            for (long page = run.first(); page < run.end(); page++) {
                assertThat(touch(page)).as("round %d, page %d", round, page).isEqualTo(value);
            }
            trap.discard(run);
        }
    }

    /** 6009 is Linux 6.9. */
    private static int linuxVersion() {
        String[] numbers = System.getProperty("os.version").split("\\D+", 3);
        return Integer.parseInt(numbers[0]) * 1000 + Integer.parseInt(numbers[1]);
    }

    @Test
    void stopsBeforePageThatCannotBeTaken() {
        MemorySegment contents = random(4);
        trap.place(new PageRun(5, 4), contents);
        memory.discard(new PageRun(7, 1));
        MemorySegment taken = arena.allocate(4 * PAGE);

        assertThat(trap.takeOut(new PageRun(5, 4), taken)).isEqualTo(2);

        assertThat(taken.asSlice(0, 2 * PAGE).mismatch(contents.asSlice(0, 2 * PAGE))).isEqualTo(-1);
        assertThat(trap.present().contains(5) || trap.present().contains(6)).isFalse();
        assertThat(touch(8)).isEqualTo(contents.get(ValueLayout.JAVA_LONG, 3 * PAGE));
        assertThat(trap.takeOut(new PageRun(7, 1), arena.allocate(PAGE))).as("one that is not there")
                .isZero();
    }

    @Test
    void copiesWithoutTakingOut() {
        MemorySegment contents = random(3);
        trap.place(new PageRun(5, 3), contents);
        MemorySegment copy = arena.allocate(3 * PAGE);

        trap.copy(new PageRun(5, 3), copy);

        assertThat(copy.mismatch(contents)).isEqualTo(-1);
        assertThat(trap.present().size()).isEqualTo(3);
    }

    @Test
    void refusesTargetsOfOtherLengthOrKind() {
        trap.placeZero(new PageRun(5, 1));

        assertThatThrownBy(() -> trap.takeOut(new PageRun(5, 1), arena.allocate(PAGE - 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> trap.copy(new PageRun(5, 1), MemorySegment.ofArray(new byte[PAGE])))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("native");
        assertThat(trap.present().contains(5)).isTrue();
    }

    @Test
    void refusesMemoryBackedByFile() {
        try (GuestMemory file = new GuestMemory(MemoryGeometry.flat(PAGE, 4), Backing.MEMFD)) {
            assertThatThrownBy(() -> new UserfaultPagingTrap(file))
                    .isInstanceOfSatisfying(FerryException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.UNSUPPORTED_PLATFORM))
                    .hasMessageContaining("memfd").hasMessageContaining("anonymous");
            new UserfaultFaultTrap(file).close();
        }
    }

    @Test
    void takesNothingOutOnceClosed() {
        trap.placeZero(new PageRun(5, 1));
        trap.close();

        assertThatThrownBy(() -> trap.takeOut(new PageRun(5, 1), arena.allocate(PAGE)))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
    }

    @Test
    void pagesThatWereOutHoldZerosOnceTrappingEnds() {
        trap.place(new PageRun(5, 2), random(2));
        trap.takeOut(new PageRun(5, 1), arena.allocate(PAGE));
        CompletableFuture<Long> touch = Touch.start(() -> touch(5));
        assertThat(trap.nextFault()).isEqualTo(5);

        trap.close();

        assertThat(touch.join()).isZero();
        assertThat(touch(6)).isNotZero();
    }

    @Test
    void placedPagesAreNotLoggedAsWritten() {
        trap.placeZero(new PageRun(1, 1));
        trap.place(new PageRun(2, 1), random(1));
        source.startDirtyLog();

        trap.placeZero(new PageRun(3, 2));
        trap.place(new PageRun(5, 3), random(3));
        touch(3);
        touch(5);

        assertThat(dirty()).isEmpty();
    }

    @Test
    void writesToPlacedPagesAreLogged() {
        source.startDirtyLog();
        trap.placeZero(new PageRun(3, 2));
        trap.place(new PageRun(5, 3), random(3));

        write(4, 42);
        write(6, 42);

        assertThat(dirty()).containsExactlyInAnyOrder(4L, 6L);
        assertThat(dirty()).isEmpty();
    }

    @Test
    void keepsWritesInTheLogThatWereTakenOut() {
        trap.place(new PageRun(5, 3), random(3));
        source.startDirtyLog();
        write(6, 42);

        trap.takeOut(new PageRun(6, 1), arena.allocate(PAGE));

        assertThat(dirty()).containsExactly(6L);
        trap.place(new PageRun(6, 1), random(1));
        assertThat(dirty()).isEmpty();
    }

    @Test
    void forgetsWhatWasTakenOutBeforeTheLog() {
        trap.place(new PageRun(5, 3), random(3));
        trap.takeOut(new PageRun(5, 1), arena.allocate(PAGE));
        source.startDirtyLog();
        trap.takeOut(new PageRun(6, 1), arena.allocate(PAGE));
        source.stopDirtyLog();

        source.startDirtyLog();

        assertThat(dirty()).isEmpty();
    }

    @Test
    void isNotReadAsOtherMemoryIs() {
        assertThatThrownBy(() -> source.view(new PageRun(1, 1))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> source.collectAbsent(new PageBitmap(PAGES)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> source.discard(new PageRun(1, 1))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void logEndsWithTheTrapOrBeforeIt() {
        source.startDirtyLog();
        trap.close();

        write(5, 42);

        assertThat(dirty()).contains(5L);
    }

    /** Each guest thread counts in words of its own; what is lost, torn or brought back old shows in a count. */
    @Test
    void losesNoWriteOfThreadsWhosePagesComeAndGo() {
        int threads = 3;
        int rounds = 5_000;
        try (SmallPager pager = new SmallPager(memory, trap, 64)) {
            CompletableFuture<?>[] counters = IntStream.range(0, threads)
                    .mapToObj(thread -> Touch.start(() -> count(thread, rounds)))
                    .toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(counters).join();

            assertThat(pager.takenOut()).as("pages taken out").isGreaterThan(1000);
            for (int thread = 0; thread < threads; thread++) {
                assertThat(sum(thread)).as("steps of thread %d, seed %d", thread, seed).isEqualTo(rounds);
            }
        }
    }

    private Object count(int thread, int rounds) {
        Random random = new Random(seed + thread);
        for (int round = 0; round < rounds; round++) {
            long page = random.nextLong(USED);
            Touch.writeWord(memory, page, thread, Touch.readWord(memory, page, thread) + 1);
            if (round % 1_000 == 0) {
                System.gc(); // A thread that waited for a page in Java code would stop the JVM here.
            }
        }
        return thread;
    }

    private long sum(int thread) {
        return IntStream.range(0, USED).mapToLong(page -> Touch.readWord(memory, page, thread)).sum();
    }

    /** A copy that is brought up to date by the log alone is the memory, once the writer has stopped. */
    @Test
    void logLosesNoWriteWhilePagesComeAndGo() {
        AtomicBoolean stop = new AtomicBoolean();
        MemorySegment copy = arena.allocate((long) PAGES * PAGE);
        try (SmallPager pager = new SmallPager(memory, trap, 64)) {
            source.startDirtyLog();
            CompletableFuture<Long> writer = Touch.start(() -> writeUntil(stop));
            for (int round = 0; round < 20; round++) {
                copyDirtyPages(copy);
            }
            stop.set(true);
            long writes = writer.join();
            copyDirtyPages(copy);

            for (long page = 0; page < USED; page++) {
                assertThat(touch(page)).as("page %d after %d writes, seed %d", page, writes, seed)
                        .isEqualTo(copy.get(ValueLayout.JAVA_LONG, page * PAGE));
            }
            assertThat(pager.takenOut()).as("pages taken out").isPositive();
        }
    }

    private long writeUntil(AtomicBoolean stop) {
        Random random = new Random(seed);
        long writes = 0;
        while (!stop.get() || writes < 1000) {
            writes++;
            write(random.nextLong(USED), writes);
        }
        return writes;
    }

    private void copyDirtyPages(MemorySegment copy) {
        for (long page : dirty()) {
            copy.set(ValueLayout.JAVA_LONG, page * PAGE, touch(page));
        }
    }

    private Set<Long> dirty() {
        PageBitmap dirty = new PageBitmap(PAGES);
        source.collectDirty(dirty);
        return Pages.of(dirty);
    }

    private MemorySegment random(int pages) {
        Random random = new Random(seed);
        MemorySegment contents = arena.allocate((long) pages * PAGE, Long.BYTES);
        for (long offset = 0; offset < contents.byteSize(); offset += Long.BYTES) {
            contents.set(ValueLayout.JAVA_LONG, offset, random.nextLong() | 1);
        }
        return contents;
    }
}
