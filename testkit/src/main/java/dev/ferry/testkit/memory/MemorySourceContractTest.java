package dev.ferry.testkit.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.testkit.internal.Background;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link MemorySource} promises. Extend it and give memory and a way to write it as the guest does. The
 * subclass closes its memory after each test, and says by the methods without need what else its memory can: a claim is
 * tested, and so is its absence.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class MemorySourceContractTest {

    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);

    /** For the tests' subclasses. */
    protected MemorySourceContractTest() {}

    /** Memory of at least 8 pages, all zero and never written; the same at every call in a test. */
    protected abstract MemorySource source();

    /** The guest writes {@code value} as the first word of a page, little-endian. Called on any thread. */
    protected abstract void write(long page, long value);

    /** Whether it knows pages that were never written for absent. The default does not: it reports none. */
    protected boolean knowsAbsentPages() {
        return false;
    }

    /** Whether it has pages whose absence cannot be trapped. The default has none. */
    protected boolean hasNonPageablePages() {
        return false;
    }

    /** Whether it tells which pages the guest touches. The default does not: it has no access log. */
    protected boolean knowsTouches() {
        return false;
    }

    /** Whether its views are copies, of memory whose pages come and go. The default gives views of the memory itself. */
    protected boolean givesCopies() {
        return false;
    }

    /** Whether the guest has a swap device. The default has none. */
    protected boolean knowsColdPages() {
        return false;
    }

    /**
     * Lets a page that was written go to the swap device; returns once it is cold. Called only where
     * {@link #knowsColdPages()}.
     */
    protected void evict(long page) {
        throw new UnsupportedOperationException("evict of page " + page);
    }

    /** Whether the guest can give pages back, as a balloon does, by {@link #discard}. The default cannot. */
    protected boolean discardsPages() {
        return false;
    }

    /** The guest, or its balloon, gives pages back. Called only where {@link #discardsPages()}. */
    protected void discard(PageRun run) {
        throw new UnsupportedOperationException("discard of " + run);
    }

    @Test
    void hasOneAccessLogWhereItSaysSo() {
        Optional<AccessLog> log = source().accessLog();

        assertThat(log.isPresent()).as("it has an access log").isEqualTo(knowsTouches());
        assertThat(source().accessLog().orElse(null)).as("the log at the next call")
                .isSameAs(log.orElse(null));
    }

    @Test
    void hasTheSameShapeAtEveryCall() {
        assertThat(source().geometry()).isEqualTo(source().geometry());
    }

    @Test
    void viewsJustTheBytesOfTheRun() {
        assertThat(source().view(new PageRun(1, 3)).byteSize()).isEqualTo(source().geometry().bytes(3));
    }

    @Test
    void viewsAreReadOnly() {
        assertThat(source().view(new PageRun(0, 1)).isReadOnly()).isTrue();
    }

    @Test
    void viewShowsWhatTheGuestWritesLater() {
        if (givesCopies()) {
            return;
        }
        MemorySegment view = source().view(new PageRun(1, 2));

        write(2, 42);

        assertThat(view.get(WORD, source().geometry().bytes(1))).isEqualTo(42);
    }

    @Test
    void viewsEachPageAtItsPlace() {
        long pages = source().geometry().pageCount();
        for (long page : new long[]{0, 1, pages - 1}) {
            write(page, page + 100);
        }

        for (long page : new long[]{0, 1, pages - 1}) {
            assertThat(word(page)).as("page %d", page).isEqualTo(page + 100);
            assertThat(everything().get(WORD, source().geometry().bytes(page))).as("page %d", page)
                    .isEqualTo(page + 100);
        }
    }

    @Test
    void viewsOutliveTheDirtyLog() {
        write(3, 1);
        MemorySegment view = source().view(new PageRun(3, 1));
        source().startDirtyLog();
        write(3, 2);
        source().stopDirtyLog();

        write(3, 3);

        assertThat(view.get(WORD, 0)).isEqualTo(givesCopies() ? 1 : 3);
    }

    @Test
    void aViewStaysRightUntilItIsReleasedItself() {
        write(1, 11);
        write(2, 22);
        for (int time = 1; time <= 100; time++) {
            MemorySegment first = source().view(new PageRun(1, 1));
            MemorySegment second = source().view(new PageRun(2, 1));
            assertThat(first.get(WORD, 0)).as("page 1, time %d", time).isEqualTo(11);

            source().release(first);

            assertThat(word(1)).as("page 1 again, time %d", time).isEqualTo(11);
            assertThat(second.get(WORD, 0)).as("page 2, time %d", time).isEqualTo(22);
            source().release(second);
        }
    }

    @Test
    void reportsPagesWrittenSinceTheLogWasStarted() {
        long last = source().geometry().pageCount() - 1;
        source().startDirtyLog();

        write(0, 1);
        write(last, 2);

        assertThat(collect()).matches(dirty -> dirty.contains(0) && dirty.contains(last));
    }

    @Test
    void reportsPagesThatWereWrittenBeforeTheLogToo() {
        write(3, 1);
        source().startDirtyLog();

        write(3, 2);

        assertThat(collect().contains(3)).isTrue();
    }

    @Test
    void reportsAPageAgainThatIsWrittenAgain() {
        source().startDirtyLog();
        for (long value = 1; value <= 4; value++) {
            write(3, value);

            assertThat(collect().contains(3)).as("write %d", value).isTrue();
        }
    }

    @Test
    void comesToRestWhereNothingIsWritten() {
        source().startDirtyLog();
        write(3, 1);
        collect();
        collect();

        assertThat(collect().isEmpty())
                .as("nothing is dirty in memory at rest: else no round would be the last")
                .isTrue();
    }

    @Test
    void addsToThePagesCollectedBefore() {
        PageBitmap dirty = new PageBitmap(source().geometry().pageCount());
        dirty.add(1);
        source().startDirtyLog();
        write(3, 1);

        source().collectDirty(dirty);

        assertThat(dirty).matches(pages -> pages.contains(1) && pages.contains(3));
    }

    @Test
    void logsAgainAfterItWasStopped() {
        source().startDirtyLog();
        source().stopDirtyLog();
        source().startDirtyLog();

        write(5, 1);

        assertThat(collect().contains(5)).isTrue();
    }

    @Test
    void stoppingALogThatDoesNotRunDoesNothing() {
        assertThatCode(() -> source().stopDirtyLog()).doesNotThrowAnyException();

        source().startDirtyLog();
        source().stopDirtyLog();

        assertThatCode(() -> source().stopDirtyLog()).doesNotThrowAnyException();
    }

    /**
     * A log may lose a page between taking its marks and arming itself again: where a write falls into that gap. Here
     * writes come one after the other, collects do too, and each write that was over when a collect began must have been
     * reported with it or before. Of 10,000 collects that met with writes, all miss a gap of a thousandth of a collect
     * with a probability of e to the -10.
     */
    @Test
    void losesNoWriteWhileItCollects() throws Exception {
        WriteStream writes = new WriteStream(this::write, Math.min(8, source().geometry().pageCount()));
        source().startDirtyLog();
        FutureTask<Long> writer = Background.start(writes);
        try {
            while (!writes.isEnough()) {
                writes.beginLook();
                writes.look(collect(), this::word);
                assertThat(writes.lost()).as("the first page with a write that was not reported").isEmpty();
            }
        } finally {
            writes.stop();
            assertThat(writer.get()).isPositive();
        }
    }

    @Test
    void losesNoWriteBetweenCollectingAndCopying() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(source().geometry().memoryBytes());
            source().startDirtyLog();
            for (long pass = 1; pass <= 30; pass++) {
                long value = pass;
                CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> writeEachPageTwice(value));

                while (!writer.isDone()) {
                    copyPages(collect(), copy);
                }
                writer.join();
                copyPages(collect(), copy);

                assertThat(copy.mismatch(everything())).as("pass %d: the first byte that differs", pass)
                        .isEqualTo(-1);
            }
        }
    }

    @Test
    void absentPagesReadAsZero() {
        write(2, 42);

        PageBitmap absent = absent();

        assertThat(absent.contains(2)).isFalse();
        for (long page = absent.next(0); page != PageSet.NONE; page = absent.next(page + 1)) {
            assertThat(source().view(new PageRun(page, 1)).toArray(ValueLayout.JAVA_BYTE)).as("page %d", page)
                    .containsOnly(0);
        }
    }

    @Test
    void knowsAbsentPagesWhereItSaysSo() {
        write(2, 42);

        assertThat(absent().contains(3)).as("page 3, never written, is absent").isEqualTo(knowsAbsentPages());
        assertThat(absent().isEmpty()).isEqualTo(!knowsAbsentPages());
    }

    @Test
    void hasNonPageablePagesWhereItSaysSo() {
        PageBitmap nonPageable = new PageBitmap(source().geometry().pageCount());

        source().collectNonPageable(nonPageable);

        assertThat(nonPageable.isEmpty()).as("no page is non-pageable").isEqualTo(!hasNonPageablePages());
    }

    @Test
    void addsToTheSetsOfTheCaller() {
        PageBitmap pages = new PageBitmap(source().geometry().pageCount());
        pages.add(2);
        write(2, 42);

        source().collectAbsent(pages);
        source().collectNonPageable(pages);

        assertThat(pages.contains(2)).isTrue();
    }

    @Test
    void hasColdPagesWhereItSaysSo() {
        assertThat(source().cold().isPresent()).as("it has a swap device").isEqualTo(knowsColdPages());
    }

    @Test
    void aColdPageIsViewedAndStaysCold() {
        if (knowsColdPages()) {
            PageSet cold = cold();
            write(2, 42);
            write(3, 43);
            assertThat(cold.contains(2)).isFalse();

            evict(2);

            assertThat(cold.contains(2)).as("the live set has it").isTrue();
            assertThat(word(2)).isEqualTo(42);
            assertThat(everything().get(WORD, source().geometry().bytes(2))).isEqualTo(42);
            assertThat(word(3)).isEqualTo(43);
            assertThat(cold.contains(2)).as("it is cold after a view").isTrue();
        }
    }

    @Test
    void aColdPageIsNotAbsent() {
        if (knowsColdPages()) {
            write(2, 42);
            evict(2);

            assertThat(absent().contains(2)).isFalse();
        }
    }

    @Test
    void aColdPageThatIsWrittenIsInMemoryAndDirty() {
        if (knowsColdPages()) {
            write(2, 42);
            evict(2);
            source().startDirtyLog();

            write(2, 43);

            assertThat(cold().contains(2)).isFalse();
            assertThat(collect().contains(2)).isTrue();
            assertThat(word(2)).isEqualTo(43);
        }
    }

    @Test
    void aPageThatWasWrittenIsDirtyAlsoOnceItIsCold() {
        if (knowsColdPages()) {
            source().startDirtyLog();
            write(2, 42);

            evict(2);

            assertThat(collect().contains(2)).isTrue();
            assertThat(word(2)).isEqualTo(42);
        }
    }

    @Test
    void discardingAPageCountsAsAChange() {
        if (!discardsPages()) {
            return;
        }
        write(4, 1);
        write(5, 1);
        source().startDirtyLog();

        discard(new PageRun(4, 2));

        assertThat(collect()).matches(dirty -> dirty.contains(4) && dirty.contains(5));
        assertThat(word(4)).isZero();
    }

    private PageBitmap collect() {
        PageBitmap dirty = new PageBitmap(source().geometry().pageCount());
        source().collectDirty(dirty);
        return dirty;
    }

    private PageBitmap absent() {
        PageBitmap absent = new PageBitmap(source().geometry().pageCount());
        source().collectAbsent(absent);
        return absent;
    }

    private PageSet cold() {
        return source().cold().orElseThrow();
    }

    private long word(long page) {
        MemorySegment view = source().view(new PageRun(page, 1));
        try {
            return view.get(WORD, 0);
        } finally {
            source().release(view);
        }
    }

    private MemorySegment everything() {
        return source().view(new PageRun(0, source().geometry().pageCount()));
    }

    private void copyPages(PageBitmap pages, MemorySegment copy) {
        long pageSizeBytes = source().geometry().pageSizeBytes();
        for (long page = pages.next(0); page != PageSet.NONE; page = pages.next(page + 1)) {
            MemorySegment view = source().view(new PageRun(page, 1));
            MemorySegment.copy(view, 0, copy, page * pageSizeBytes, pageSizeBytes);
            source().release(view);
        }
    }

    /** So that for each page the last write races with the collecting, also right after another one. */
    private void writeEachPageTwice(long value) {
        for (long page = 0; page < Math.min(100, source().geometry().pageCount()); page++) {
            write(page, -value);
            write(page, value);
        }
    }
}
