package dev.ferry.memory.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.memory.linux.GuestMemory.Backing;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@NeedsUserfaultfd
@ParameterizedClass
@EnumSource
@Timeout(60)
class WriteProtectLogTest {

    private static final int PAGE = GuestMemory.PAGE_SIZE_BYTES;
    /** More than fit into one answer of the kernel's scan, if every second one is dirty. */
    private static final int PAGES = 20_000;

    @Parameter
    Backing backing;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private GuestMemory memory;

    @BeforeEach
    void makeMemory() {
        memory = new GuestMemory(MemoryGeometry.flat(PAGE, PAGES), backing);
    }

    @AfterEach
    void freeMemory() {
        memory.close();
    }

    @Test
    void reportsExactlyTheWrittenPagesRoundByRound() {
        write(randomPages(5_000));
        try (WriteProtectLog log = new WriteProtectLog(memory)) {
            for (int round = 1; round <= 4; round++) {
                Set<Long> written = randomPages(3_000);
                write(written);

                assertThat(collect(log)).as("round %d, seed %d", round, seed).isEqualTo(written);
            }
        }
    }

    @Test
    void reportsMoreRunsThanOneScanAnswers() {
        try (WriteProtectLog log = new WriteProtectLog(memory)) {
            Set<Long> written = new HashSet<>();
            for (long page = 0; page < PAGES; page += 2) {
                written.add(page);
            }

            write(written);

            assertThat(collect(log)).isEqualTo(written);
            assertThat(collect(log)).isEmpty();
        }
    }

    @Test
    void doesNotReportReads() {
        write(Set.of(1L, 2L));
        try (WriteProtectLog log = new WriteProtectLog(memory)) {
            Touch.read(memory, 1);
            Touch.read(memory, 3);

            assertThat(collect(log)).isEmpty();
        }
    }

    @Test
    void reportsWritesToPagesThatWereOnlyReadBefore() {
        try (WriteProtectLog log = new WriteProtectLog(memory)) {
            Touch.read(memory, 3);
            collect(log);

            write(Set.of(3L));

            assertThat(collect(log)).containsExactly(3L);
        }
    }

    @Test
    void losesNoWriteOfRunningThread() {
        AtomicBoolean stop = new AtomicBoolean();
        MemorySegment copy = MemorySegment.ofArray(new byte[PAGES * PAGE]);
        try (WriteProtectLog log = new WriteProtectLog(memory)) {
            CompletableFuture<Long> writer = Touch.start(() -> writeRandomlyUntil(stop));
            for (int round = 1; round <= 20; round++) {
                copyDirtyPages(log, copy);
            }

            stop.set(true);
            long writes = writer.join();
            copyDirtyPages(log, copy);

            assertThat(memory.segment().mismatch(copy)).as("seed %d, %d writes", seed, writes).isEqualTo(-1);
        }
    }

    private long writeRandomlyUntil(AtomicBoolean stop) {
        long writes = 0;
        while (!stop.get()) {
            writes++;
            memory.segment().set(ValueLayout.JAVA_LONG, random.nextLong(PAGES) * PAGE, writes);
        }
        return writes;
    }

    private void copyDirtyPages(WriteProtectLog log, MemorySegment copy) {
        for (long page : collect(log)) {
            MemorySegment.copy(memory.segment(), page * PAGE, copy, page * PAGE, PAGE);
        }
    }

    private Set<Long> randomPages(int count) {
        Set<Long> pages = new HashSet<>();
        random.longs(count, 0, PAGES).forEach(pages::add);
        return pages;
    }

    private void write(Set<Long> pages) {
        pages.forEach(page -> memory.segment().set(ValueLayout.JAVA_LONG, page * PAGE, random.nextLong()));
    }

    private static Set<Long> collect(WriteProtectLog log) {
        PageBitmap dirty = new PageBitmap(PAGES);
        log.collect(dirty);
        return Pages.of(dirty);
    }
}
