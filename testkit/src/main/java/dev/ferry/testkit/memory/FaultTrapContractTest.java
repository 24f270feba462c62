package dev.ferry.testkit.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.PageRun;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link FaultTrap} promises. Extend it and give a trap and a way to touch its memory as the guest does. The
 * subclass closes its memory after each test.
 *
 * <p>
 * A touch of real memory must not be Java's own: a thread that waits for a page inside a segment access keeps the
 * JVM from its next safepoint. Touch it in native code, in another process or in a virtual machine.
 */
@Timeout(60)
public abstract class FaultTrapContractTest {

    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);

    /** A trap over at least 80 pages, all missing; the same at every call in a test. */
    protected abstract FaultTrap trap();

    /** The guest reads the first word of a page, little-endian; waits while it is missing. Called on any thread. */
    protected abstract long touch(long page);

    /** The guest writes the first word of a page; waits while it is missing. Called on any thread. */
    protected abstract void write(long page, long value);

    @Test
    void allPagesAreMissingAtFirst() {
        assertThat(trap().present().isEmpty()).isTrue();
        assertThat(trap().present().pageCount()).isEqualTo(trap().geometry().pageCount());
    }

    @Test
    void reportsATouchAndGoesOnOnceThePageIsPlaced() throws Exception {
        FutureTask<Long> touch = Background.start(() -> touch(5));
        awaitFault(5);

        place(5, 1);

        assertThat(Background.result(touch)).isEqualTo(wordOf(5));
    }

    @Test
    void reportsAWriteAndKeepsIt() throws Exception {
        FutureTask<Long> write = Background.start(() -> {
            write(6, 42);
            return 0L;
        });
        awaitFault(6);

        place(6, 1);
        Background.result(write);

        assertThat(touch(6)).isEqualTo(42);
    }

    @Test
    void wakesAllWhoWaitForAPage() throws Exception {
        List<FutureTask<Long>> touches = List.of(Background.start(() -> touch(3)),
                Background.start(() -> touch(3)),
                Background.start(() -> touch(3)));
        awaitFault(3);

        place(3, 1);

        for (FutureTask<Long> touch : touches) {
            assertThat(Background.result(touch)).isEqualTo(wordOf(3));
        }
    }

    @Test
    void wakesAllWhoWaitForPagesOfARun() throws Exception {
        FutureTask<Long> first = Background.start(() -> touch(62));
        FutureTask<Long> second = Background.start(() -> touch(66));
        awaitFault(62, 66);

        place(60, 10);

        assertThat(Background.result(first)).isEqualTo(wordOf(62));
        assertThat(Background.result(second)).isEqualTo(wordOf(66));
    }

    @Test
    void placedPagesArePresentWithTheirContents() {
        place(60, 10);

        assertThat(trap().present()).matches(present -> present.size() == 10 && present.next(0) == 60);
        for (long page = 60; page < 70; page++) {
            assertThat(touch(page)).as("page %d", page).isEqualTo(wordOf(page));
        }
    }

    @Test
    void placesEveryByte() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment contents = contents(arena, new PageRun(1, 3));

            trap().place(new PageRun(1, 3), contents);

            assertThat(trap().landing(new PageRun(1, 3)).mismatch(contents)).isEqualTo(-1);
        }
    }

    @Test
    void doesNotKeepTheContents() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment contents = contents(arena, new PageRun(1, 1));
            trap().place(new PageRun(1, 1), contents);

            contents.fill((byte) -1);
        }

        assertThat(touch(1)).isEqualTo(wordOf(1));
    }

    @Test
    void placesZeros() throws Exception {
        FutureTask<Long> touch = Background.start(() -> touch(9));
        awaitFault(9);

        trap().placeZero(new PageRun(8, 2));

        assertThat(Background.result(touch)).isZero();
        assertThat(trap().landing(new PageRun(8, 2)).toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
    }

    @Test
    void refusesToPlaceAPresentPageAndKeepsThePagesBeforeIt() {
        place(7, 1);
        write(7, 42);

        assertThatThrownBy(() -> place(5, 5)).isInstanceOf(IllegalStateException.class);

        assertThat(trap().present().contains(5) && trap().present().contains(6)).isTrue();
        assertThat(touch(6)).isEqualTo(wordOf(6));
        assertThat(touch(7)).isEqualTo(42);
    }

    @Test
    void refusesToPlaceZerosOverAPresentPage() {
        place(7, 1);

        assertThatThrownBy(() -> trap().placeZero(new PageRun(7, 2)))
                .isInstanceOf(IllegalStateException.class);

        assertThat(touch(7)).isEqualTo(wordOf(7));
    }

    @Test
    void takesPagesFromSeveralThreads() throws Exception {
        List<FutureTask<Long>> placers = LongStream.range(0, 4).mapToObj(thread -> Background.start(() -> {
            for (long page = thread; page < 80; page += 4) {
                place(page, 1);
            }
            return thread;
        })).toList();

        for (FutureTask<Long> placer : placers) {
            Background.result(placer);
        }

        for (long page = 0; page < 80; page++) {
            assertThat(touch(page)).as("page %d", page).isEqualTo(wordOf(page));
        }
    }

    @Test
    void landsNewerContentsOnPresentPages() {
        place(4, 2);

        trap().landing(new PageRun(4, 2)).set(WORD, trap().geometry().bytes(1), 42);

        assertThat(touch(4)).isEqualTo(wordOf(4));
        assertThat(touch(5)).isEqualTo(42);
    }

    @Test
    void neverHandsOutMissingPages() {
        place(4, 2);

        assertThatThrownBy(() -> trap().landing(new PageRun(3, 2))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> trap().landing(new PageRun(5, 2))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void discardedPagesAreMissingAgain() throws Exception {
        trap().placeZero(new PageRun(60, 10));

        trap().discard(new PageRun(62, 4));

        assertThat(trap().present().size()).isEqualTo(6);
        FutureTask<Long> touch = Background.start(() -> touch(63));
        awaitFault(63);
        place(62, 4);
        assertThat(Background.result(touch)).isEqualTo(wordOf(63));
    }

    @Test
    void discardLeavesMissingPagesMissing() {
        place(4, 1);

        trap().discard(new PageRun(2, 5));

        assertThat(trap().present().isEmpty()).isTrue();
    }

    @Test
    void discardedPagesHoldZerosOnceTrappingEnds() {
        place(4, 1);
        trap().discard(new PageRun(4, 1));

        trap().close();

        assertThat(touch(4)).isZero();
    }

    @Test
    void stopsTheFaultThreadThatWaits() throws Exception {
        FutureTask<Long> fault = Background.start(() -> trap().nextFault());

        trap().stopFaults();

        assertThat(Background.result(fault)).isEqualTo(FaultTrap.STOPPED);
    }

    @Test
    void staysStoppedButTrapsOn() throws Exception {
        trap().stopFaults();
        trap().stopFaults();
        FutureTask<Long> touch = Background.start(() -> touch(5));

        assertThat(trap().nextFault()).isEqualTo(FaultTrap.STOPPED);
        assertThat(trap().nextFault()).isEqualTo(FaultTrap.STOPPED);

        place(5, 1);
        assertThat(Background.result(touch)).isEqualTo(wordOf(5));
    }

    @Test
    void missingPagesReadAsZeroOnceTrappingEnds() throws Exception {
        place(4, 1);
        FutureTask<Long> touch = Background.start(() -> touch(5));
        awaitFault(5);

        trap().close();
        trap().close();

        assertThat(Background.result(touch)).isZero();
        assertThat(touch(4)).isEqualTo(wordOf(4));
        assertThat(touch(79)).isZero();
    }

    /** What {@link #place} puts as the first word of a page. */
    private static long wordOf(long page) {
        return 0x0102030405060708L * (page + 1);
    }

    private void place(long first, long count) {
        try (Arena arena = Arena.ofConfined()) {
            PageRun run = new PageRun(first, count);
            trap().place(run, contents(arena, run));
        }
    }

    private MemorySegment contents(Arena arena, PageRun run) {
        MemorySegment contents = arena.allocate(trap().geometry().bytes(run.count()),
                trap().geometry().pageSizeBytes());
        for (long offset = 0; offset < contents.byteSize(); offset += Long.BYTES) {
            long page = run.first() + offset / trap().geometry().pageSizeBytes();
            contents.set(WORD, offset, wordOf(page) + offset % trap().geometry().pageSizeBytes());
        }
        return contents;
    }

    /** Waits until all these pages were reported. */
    private void awaitFault(long... pages) {
        long[] missing = pages;
        while (missing.length > 0) {
            long fault = trap().nextFault();
            assertThat(pages).as("pages that the guest touches").contains(fault);
            missing = LongStream.of(missing).filter(page -> page != fault).toArray();
        }
    }
}
