package dev.ferry.memory.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.memory.linux.GuestMemory.Backing;
import dev.ferry.testkit.memory.AccessLogContractTest;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A source's log, alone and together with a dirty log and with another access log. */
@NeedsUserfaultfd
class AccessScanTest extends AccessLogContractTest {

    private static final int PAGE = GuestMemory.PAGE_SIZE_BYTES;
    private static final int PAGES = 10_000;

    private final GuestMemory memory = new GuestMemory(MemoryGeometry.flat(PAGE, PAGES), Backing.MEMFD);
    private final LinuxMemorySource source = new LinuxMemorySource(memory);
    private final AccessLog log = source.accessLog().orElseThrow();

    @AfterEach
    void freeMemory() {
        source.stopDirtyLog();
        memory.close();
    }

    @Override
    protected AccessLog log() {
        return log;
    }

    @Override
    protected long pageCount() {
        return PAGES;
    }

    @Override
    protected long read(long page) {
        return Touch.read(memory, page);
    }

    @Override
    protected void write(long page, long value) {
        Touch.write(memory, page, value);
    }

    @Test
    void anonymousMemoryHasNoLog() {
        try (GuestMemory anonymous = new GuestMemory(MemoryGeometry.flat(PAGE, 16), Backing.ANONYMOUS)) {
            assertThat(new LinuxMemorySource(anonymous).accessLog()).isEmpty();
        }
    }

    @Test
    void twoLogsBothSeeEveryTouch() {
        AccessLog other = memory.newAccessLog().orElseThrow();
        log.start();
        write(1, 1);
        other.start();
        write(2, 1);

        Set<Long> here = collect(log);
        write(3, 1);

        assertThat(here).containsExactlyInAnyOrder(1L, 2L);
        assertThat(collect(other)).containsExactlyInAnyOrder(2L, 3L);
        assertThat(collect(log)).containsExactly(3L);
    }

    @Test
    void readingToSendIsNoTouch() {
        write(1, 7);
        log.start();

        assertThat(source.view(new PageRun(1, 1)).get(ValueLayout.JAVA_LONG, 0)).isEqualTo(7);

        assertThat(collect(log)).isEmpty();
    }

    @Test
    void endsWithItsMemory() {
        log.start();
        memory.close();

        assertThatThrownBy(() -> collect(log)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(log::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void dirtyLogKnowsAfterAPassWhatItKnewBefore() {
        for (long page = 0; page < PAGES; page++) {
            write(page, page);
        }
        source.startDirtyLog();
        log.start();
        write(10, -1);
        write(4000, -1);
        collect(log);
        read(11);
        collect(log);

        assertThat(dirty()).containsExactlyInAnyOrder(10L, 4000L);

        write(12, -1);
        collect(log);
        read(10);

        assertThat(dirty()).containsExactly(12L);
    }

    @Test
    void dirtyLogOutlivesTheAccessLogAndTheOtherWayRound() {
        log.start();
        source.startDirtyLog();
        log.stop();
        write(1, 1);
        assertThat(dirty()).containsExactly(1L);
        log.start();
        source.stopDirtyLog();
        read(1);
        write(2, 2);

        assertThat(collect(log)).containsExactlyInAnyOrder(1L, 2L);
    }

    /** Copies what is dirty while a guest writes and passes are made, as a migration does. */
    @Test
    void noWriteIsLostWhileBothLogsRun() {
        AtomicBoolean stop = new AtomicBoolean();
        MemorySegment copy = MemorySegment.ofArray(new byte[PAGES * PAGE]);
        source.startDirtyLog();
        log.start();
        long seed = System.nanoTime();
        CompletableFuture<Void> writer = Touch.start(() -> {
            Random random = new Random(seed);
            for (long value = 1; !stop.get(); value++) {
                write(random.nextLong(PAGES), value);
                read(random.nextLong(PAGES));
            }
            return null;
        });

        for (int round = 1; round <= 30; round++) {
            collect(log);
            copyDirty(copy);
        }
        stop.set(true);
        writer.join();
        copyDirty(copy);

        assertThat(memory.segment().mismatch(copy)).as("seed %d: first byte that differs", seed)
                .isEqualTo(-1);
    }

    private void copyDirty(MemorySegment copy) {
        for (long page : dirty()) {
            MemorySegment.copy(source.view(new PageRun(page, 1)), ValueLayout.JAVA_BYTE, 0, copy,
                    ValueLayout.JAVA_BYTE, page * PAGE, PAGE);
        }
    }

    private Set<Long> dirty() {
        PageBitmap dirty = new PageBitmap(PAGES);
        source.collectDirty(dirty);
        return Pages.of(dirty);
    }

    private static Set<Long> collect(AccessLog from) {
        PageBitmap touched = new PageBitmap(PAGES);
        from.collect(touched);
        return Pages.of(touched);
    }
}
