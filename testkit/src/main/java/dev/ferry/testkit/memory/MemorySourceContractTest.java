package dev.ferry.testkit.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link MemorySource} promises. Extend it and give memory and a way to write it as the guest does. The
 * subclass closes its memory after each test.
 */
@Timeout(60)
public abstract class MemorySourceContractTest {

    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Memory of at least 8 pages, all zero; the same at every call in a test. */
    protected abstract MemorySource source();

    /** The guest writes {@code value} as the first word of a page, little-endian. Called on any thread. */
    protected abstract void write(long page, long value);

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
        MemorySegment view = source().view(new PageRun(1, 2));

        write(2, 42);

        assertThat(view.get(WORD, source().geometry().bytes(1))).isEqualTo(42);
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
    void reportsAPageAgainThatIsWrittenAgain() {
        source().startDirtyLog();
        write(3, 1);
        collect();

        write(3, 2);

        assertThat(collect().contains(3)).isTrue();
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

    @Test
    void losesNoWriteBetweenCollectingAndCopying() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(source().geometry().memoryBytes());
            source().startDirtyLog();
            for (long pass = 1; pass <= 100; pass++) {
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
        PageBitmap absent = new PageBitmap(source().geometry().pageCount());

        source().collectAbsent(absent);

        assertThat(absent.contains(2)).isFalse();
        for (long page = absent.next(0); page != PageSet.NONE; page = absent.next(page + 1)) {
            assertThat(source().view(new PageRun(page, 1)).toArray(ValueLayout.JAVA_BYTE)).as("page %d", page)
                    .containsOnly(0);
        }
    }

    private PageBitmap collect() {
        PageBitmap dirty = new PageBitmap(source().geometry().pageCount());
        source().collectDirty(dirty);
        return dirty;
    }

    private MemorySegment everything() {
        return source().view(new PageRun(0, source().geometry().pageCount()));
    }

    private void copyPages(PageBitmap pages, MemorySegment copy) {
        long pageSizeBytes = source().geometry().pageSizeBytes();
        for (long page = pages.next(0); page != PageSet.NONE; page = pages.next(page + 1)) {
            MemorySegment.copy(everything(), page * pageSizeBytes, copy, page * pageSizeBytes, pageSizeBytes);
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
