package dev.ferry.simulator.paper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class UsedMemoryTest {

    private static final int PAGES = 12 * 1024;
    private static final long ENDLESS = Long.MAX_VALUE;

    @Test
    void givesEachPageToOneProcess() {
        for (int processes : new int[]{1, 2, 3, 16}) {
            List<long[]> arrays = new UsedMemory(PAGES, 0, processes).fill(processes, PAGES / processes, 2,
                    100);

            assertThat(arrays.stream().flatMapToLong(Arrays::stream).sorted())
                    .as("%d processes", processes)
                    .containsExactlyElementsOf(LongStream.range(0, PAGES).boxed().toList());
        }
    }

    @Test
    void takesTheSmallestBlocksFirst() {
        long[] array = new UsedMemory(11 * 1024, 0, 7).fill(1, 11 * 1024, 2, ENDLESS).getFirst();

        for (int order = 0; order <= UsedMemory.LARGEST_ORDER; order++) {
            for (int first = order * 1024; first < (order + 1) * 1024; first += 1 << order) {
                assertThat(array[first] % (1 << order)).isZero();
                assertThat(array[first + (1 << order) - 1]).isEqualTo(array[first] + (1 << order) - 1);
            }
        }
    }

    @Test
    void processesOnTwoProcessorsTakeTurns() {
        List<long[]> arrays = new UsedMemory(1024, UsedMemory.LARGEST_ORDER, 1).fill(2, 512, 2, ENDLESS);

        int atATime = UsedMemory.PAGES_AT_A_TIME;
        assertThat(arrays.getFirst()).startsWith(LongStream.range(0, atATime).toArray())
                .contains(2L * atATime);
        assertThat(arrays.getLast()).startsWith(LongStream.range(atATime, 2L * atATime).toArray());
    }

    @Test
    void processesOnOneProcessorTakeTurnsBySlices() {
        List<long[]> arrays = new UsedMemory(1024, UsedMemory.LARGEST_ORDER, 1).fill(2, 512, 1, 100);

        assertThat(arrays.getFirst()).startsWith(LongStream.range(0, 100).toArray()).contains(200L);
        assertThat(arrays.getLast()).startsWith(LongStream.range(100, 200).toArray()).contains(300L);
    }
}
