package dev.ferry.testkit.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PagingTrap;
import dev.ferry.testkit.internal.Background;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * What every {@link PagingTrap} promises beyond what a trap that only fills memory does. Extend it and give a trap, its
 * memory's dirty log, and a way to touch its memory as the guest does.
 */
public abstract class PagingTrapContractTest extends FaultTrapContractTest {

    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);

    @Override
    protected abstract PagingTrap trap();

    /** The dirty log of the same memory; the same at every call in a test. */
    protected abstract MemorySource log();

    /** How often a page is taken out while the guest writes. */
    protected int pagesTakenOut() {
        return 300;
    }

    @Test
    void takesPagesOutWithTheirLastContents() {
        placePattern(new PageRun(4, 4));
        write(5, 42);

        try (Arena arena = Arena.ofConfined()) {
            MemorySegment taken = takeOut(arena, new PageRun(5, 2));

            assertThat(taken.get(WORD, 0)).as("the word that the guest wrote").isEqualTo(42);
            assertThat(
                    MemorySegment.mismatch(taken, 8, taken.byteSize(), pattern(arena, new PageRun(5, 2)), 8,
                            taken.byteSize()))
                    .as("the first other byte that differs").isEqualTo(-1);
        }
    }

    @Test
    void pagesThatWereTakenOutAreMissing() {
        placePattern(new PageRun(4, 4));

        takeOut(new PageRun(5, 2));

        assertThat(LongStream.range(0, 80).filter(trap().present()::contains).boxed())
                .as("pages that are present")
                .containsExactly(4L, 7L);
    }

    @Test
    void leavesTheOtherPagesAsTheyWere() {
        placePattern(new PageRun(4, 4));
        write(4, 41);
        write(7, 44);

        takeOut(new PageRun(5, 2));

        assertThat(touch(4)).isEqualTo(41);
        assertThat(touch(7)).isEqualTo(44);
    }

    @Test
    void reportsTheTouchOfAPageThatWasTakenOut() throws Exception {
        placePattern(new PageRun(5, 1));
        takeOut(new PageRun(5, 1));

        FutureTask<Long> touch = Background.start(() -> touch(5));
        awaitFaultAt(5);
        place(5, 42);

        assertThat(Background.result(touch, patience(), "a touch of a page that was put back")).isEqualTo(42);
    }

    @Test
    void reportsTheTouchEachTimeThatAPageWasTakenOut() throws Exception {
        place(5, 0);
        for (long time = 1; time <= 20; time++) {
            takeOut(new PageRun(5, 1));
            FutureTask<Long> touch = Background.start(() -> touch(5));
            awaitFaultAt(5);
            place(5, time);
            assertThat(Background.result(touch, patience(), "touch " + time)).isEqualTo(time);
        }
    }

    @Test
    void holdsWhatIsPutBackAndNothingOlder() {
        placePattern(new PageRun(5, 1));
        takeOut(new PageRun(5, 1));

        trap().placeZero(new PageRun(5, 1));

        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(trap().geometry().pageSizeBytes());
            trap().copy(new PageRun(5, 1), copy);
            assertThat(copy.toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
        }
    }

    @Test
    void copiesPresentPagesAndLeavesThemThere() {
        PageRun run = new PageRun(60, 10);
        placePattern(run);
        write(62, 42);

        try (Arena arena = Arena.ofConfined()) {
            MemorySegment expected = pattern(arena, run);
            expected.set(WORD, trap().geometry().bytes(2), 42);
            MemorySegment copy = arena.allocate(expected.byteSize());

            trap().copy(run, copy);

            assertThat(copy.mismatch(expected)).as("the first byte that differs").isEqualTo(-1);
            assertThat(trap().present().size()).isEqualTo(10);
        }
    }

    @Test
    void theLogKnowsOfAWriteToAPageThatWasTakenOutSince() {
        placePattern(new PageRun(5, 1));
        log().startDirtyLog();
        write(5, 42);

        takeOut(new PageRun(5, 1));

        assertThat(dirty().contains(5)).as("page 5 is dirty").isTrue();
        log().stopDirtyLog();
    }

    @Test
    void theLogKnowsOfAWriteToAPageThatWasPutBack() {
        placePattern(new PageRun(5, 1));
        log().startDirtyLog();
        takeOut(new PageRun(5, 1));
        place(5, 7);
        dirty();

        write(5, 42);

        assertThat(dirty().contains(5)).as("page 5 is dirty").isTrue();
        log().stopDirtyLog();
    }

    @Test
    void placingIsNoWrite() {
        placePattern(new PageRun(5, 1));
        log().startDirtyLog();
        takeOut(new PageRun(5, 1));
        dirty();

        place(5, 42);

        assertThat(dirty().contains(5)).as("page 5 is dirty").isFalse();
        log().stopDirtyLog();
    }

    /** Guests that count in each of their pages, and find what they have written before, while all pages come and go. */
    @Test
    void losesNoWriteWhilePagesComeAndGo() throws Exception {
        long seed = System.nanoTime();
        int pages = 16;
        for (long page = 0; page < pages; page++) {
            place(page, 0);
        }
        Swap swap = new Swap();
        AtomicBoolean over = new AtomicBoolean();
        FutureTask<Void> faults = Background.start(swap::serveFaults);
        List<FutureTask<Void>> guests = LongStream.range(0, 2)
                .mapToObj(guest -> Background.start(() -> count(guest, pages, seed + guest, over))).toList();

        Random random = new Random(seed);
        int taken = 0;
        while (taken < pagesTakenOut() && guests.stream().noneMatch(FutureTask::isDone)) {
            if (swap.takeOut(random.nextInt(pages), 2)) {
                taken++;
            } else {
                Thread.yield();
            }
        }

        over.set(true);
        for (FutureTask<Void> guest : guests) {
            Background.result(guest, patience(), "a guest, seed " + seed);
        }
        trap().stopFaults();
        Background.result(faults, patience(), "the fault thread");
    }

    /** One thread of the guest: every second page is its own. */
    private Void count(long guest, int pages, long seed, AtomicBoolean over) {
        Random random = new Random(seed);
        long[] counts = new long[pages];
        while (!over.get()) {
            int page = 2 * random.nextInt(pages / 2) + (int) guest;
            assertThat(touch(page)).as("page %d, seed %d", page, seed).isEqualTo(counts[page]);
            write(page, ++counts[page]);
        }
        return null;
    }

    /** Keeps what was taken out, and puts it back when it is touched. */
    private final class Swap {

        private final Map<Long, Long> words = new HashMap<>();

        /** Takes a page out, unless it is out or as many are as may be; says whether it did. */
        synchronized boolean takeOut(long page, int most) {
            if (words.size() == most || !trap().present().contains(page)) {
                return false;
            }
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment contents = arena.allocate(trap().geometry().pageSizeBytes());
                if (trap().takeOut(new PageRun(page, 1), contents) == 0) {
                    return false;
                }
                words.put(page, contents.get(WORD, 0));
                return true;
            }
        }

        Void serveFaults() {
            for (long page = trap().nextFault(); page != FaultTrap.STOPPED; page = trap().nextFault()) {
                putBack(page);
            }
            return null;
        }

        private synchronized void putBack(long page) {
            Long word = words.remove(page);
            if (word != null) {
                place(page, word);
            }
        }
    }

    private PageBitmap dirty() {
        PageBitmap dirty = new PageBitmap(trap().geometry().pageCount());
        log().collectDirty(dirty);
        return dirty;
    }

    private void takeOut(PageRun run) {
        try (Arena arena = Arena.ofConfined()) {
            takeOut(arena, run);
        }
    }

    /** Takes pages out, again where some could not be taken at once. */
    private MemorySegment takeOut(Arena arena, PageRun run) {
        MemorySegment contents = arena.allocate(trap().geometry().bytes(run.count()));
        long taken = 0;
        while (taken < run.count()) {
            taken += trap().takeOut(PageRun.between(run.first() + taken, run.end()),
                    contents.asSlice(trap().geometry().bytes(taken)));
        }
        return contents;
    }

    /** Places a page whose first word is known, and whose others are zero. */
    private void place(long page, long word) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment contents = arena.allocate(trap().geometry().pageSizeBytes());
            contents.set(WORD, 0, word);
            trap().place(new PageRun(page, 1), contents);
        }
    }

    private void placePattern(PageRun run) {
        try (Arena arena = Arena.ofConfined()) {
            trap().place(run, pattern(arena, run));
        }
    }

    private MemorySegment pattern(Arena arena, PageRun run) {
        MemorySegment contents = arena.allocate(trap().geometry().bytes(run.count()));
        for (long offset = 0; offset < contents.byteSize(); offset += Long.BYTES) {
            contents.set(WORD, offset, trap().geometry().bytes(run.first()) + offset + 1);
        }
        return contents;
    }

    private void awaitFaultAt(long page) throws Exception {
        assertThat(Background.within(patience(), "the wait for a fault", () -> trap().nextFault()))
                .isEqualTo(page);
    }
}
