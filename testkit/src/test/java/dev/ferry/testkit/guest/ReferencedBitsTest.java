package dev.ferry.testkit.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.testkit.memory.AccessLogContractTest;
import java.lang.foreign.MemorySegment;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReferencedBitsTest extends AccessLogContractTest {

    private final SoftwareMemory memory = SoftwareMemory.present(MemoryGeometry.flat(4096, 500));
    private final AccessLog log = new SoftwareMemorySource(memory).accessLog().orElseThrow();

    @AfterEach
    void freeMemory() {
        memory.free();
    }

    @Override
    protected AccessLog log() {
        return log;
    }

    @Override
    protected long pageCount() {
        return memory.geometry().pageCount();
    }

    @Override
    protected long read(long page) {
        return memory.get(page, 0);
    }

    @Override
    protected void write(long page, long value) {
        memory.set(page, 0, value);
    }

    @Test
    void endsWithItsMemory() {
        log.start();

        memory.free();

        assertThatIllegalStateException().isThrownBy(() -> log.collect(new PageBitmap(pageCount())));
    }

    /** What came to a destination holds something, though nobody has written it there. */
    @Test
    void reportsPagesThatCameAndWereOnlyRead() {
        SoftwareMemory arriving = SoftwareMemory.missing(MemoryGeometry.flat(4096, 10));
        try (SoftwareFaultTrap trap = new SoftwareFaultTrap(arriving)) {
            trap.place(new PageRun(3, 2), MemorySegment.ofArray(new byte[2 * 4096]));
            trap.placeZero(new PageRun(5, 2));
            trap.landing(new PageRun(6, 1)).fill((byte) 1);
            AccessLog touches = trap.accessLog().orElseThrow();
            touches.start();
            LongStream.rangeClosed(3, 6).forEach(page -> arriving.get(page, 0));

            PageBitmap touched = new PageBitmap(10);
            touches.collect(touched);

            assertThat(touched.contains(3) && touched.contains(4) && touched.contains(6)).isTrue();
        }
        arriving.free();
    }
}
