package dev.ferry.simulator.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ferry.simulator.guest.Step;
import java.util.stream.LongStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class ArraySortTest {

    private static final int KEYS_PER_PAGE = 64;
    private static final int NANOS_PER_KEY = 5;

    @Test
    void fillsItsArrayInOrderAndThenTakesTheTimeOfAQuicksort() {
        long[] pages = LongStream.range(0, 128).map(page -> 1000 - 3 * page).toArray();
        double nanos = 0;
        int seeds = 50;
        for (int seed = 0; seed < seeds; seed++) {
            ArraySort sort = new ArraySort(pages, KEYS_PER_PAGE, NANOS_PER_KEY, seed);
            Step step = new Step();
            for (long page : pages) {
                sort.next(step);
                assertThat(step.first).as("seed %d", seed).isEqualTo(page);
            }
            nanos += nanosOfSort(sort, pages);
        }
        assertThat(nanos / seeds).isCloseTo(ArraySort.nanos(pages.length * KEYS_PER_PAGE, NANOS_PER_KEY),
                Percentage.withPercentage(10));
    }

    /** Until it has filled its array once more. */
    private static double nanosOfSort(ArraySort sort, long[] pages) {
        Step step = new Step();
        double nanos = 0;
        int inOrder = 0;
        while (inOrder < pages.length) {
            sort.next(step);
            nanos += step.nanosPerPage;
            boolean fills = step.first == pages[inOrder] && step.work == KEYS_PER_PAGE;
            inOrder = fills ? inOrder + 1 : 0;
        }
        return nanos - pages.length * KEYS_PER_PAGE * NANOS_PER_KEY;
    }

    @Test
    void sortsTwoKeysInLessThanOneAndAHalfLevels() {
        assertThat(ArraySort.nanos(2, 10)).isCloseTo(2 * 10 * 1.386, within(0.01));
    }
}
