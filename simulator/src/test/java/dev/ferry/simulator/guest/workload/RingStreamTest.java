package dev.ferry.simulator.guest.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.PageRun;
import org.junit.jupiter.api.Test;

class RingStreamTest {

    private static final PageRun RING = new PageRun(10, 64);
    private static final PageRun KERNEL = new PageRun(100, 3);

    @Test
    void goesRoundTheRingAndWritesAKernelPageForEachBuffer() {
        Visits visits = Visits.of(new RingStream(RING, KERNEL, false, 8, 1_000_000, 4096, 2), 1000);

        long[] ring = visits.within(RING).pages();
        for (int index = 1; index < ring.length; index++) {
            assertThat(ring[index]).isEqualTo(ring[index - 1] == 73 ? 10 : ring[index - 1] + 1);
        }
        long[] kernel = visits.within(KERNEL).pages();
        for (int index = 0; index < kernel.length; index++) {
            assertThat(kernel[index]).isEqualTo(100 + index % 3);
        }
        assertThat(kernel).hasSize(500);
        assertThat(visits.pages(true)).hasSize(500);
        assertThat(visits.work()).isEqualTo(4096.0 * ring.length);
    }

    @Test
    void writesTheRingWhereItReceives() {
        Visits visits = Visits.of(new RingStream(RING, KERNEL, true, 8, 1_000_000, 4096, 2), 1000);

        assertThat(visits.pages(false)).isEmpty();
    }

    @Test
    void keepsItsRate() {
        for (long rate : new long[]{1_000_000, 125_000_000, 1_000_000_000}) {
            Visits visits = Visits.of(new RingStream(new PageRun(0, 1 << 20), KERNEL, true, 8, rate, 4096, 2),
                    1000);

            assertThat(visits.work() / visits.nanos() * 1e9).isBetween(rate * 0.999, rate * 1.001);
        }
    }
}
