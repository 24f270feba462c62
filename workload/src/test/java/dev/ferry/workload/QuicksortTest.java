package dev.ferry.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class QuicksortTest {

    @Test
    void isSortedAtTheEndOfEveryEpochButForOneInThousands() {
        int epochs = 0;
        int unsorted = 0;
        for (int length = 1; length < 300; length += 1 + length / 10) {
            for (int seed = 0; seed < 100; seed++) {
                long end = Quicksort.epochSteps(length) * (1 + seed % 3);
                epochs++;
                unsorted += isSorted(keys(new Quicksort(seed, length, end))) ? 0 : 1;
            }
        }
        assertThat(unsorted).as("unsorted of %d epochs", epochs).isLessThanOrEqualTo(epochs / 1000);
    }

    @Test
    void leavesTimeToCheckThatAllIsSorted() {
        for (int length : new int[]{1, 2, 3, 10, 100, 4096}) {
            long end = Quicksort.epochSteps(length);

            assertThat(isSorted(keys(new Quicksort(length, length, end - length)))).as("length %d", length)
                    .isTrue();
        }
    }

    @Test
    void startsEveryEpochWithAnotherOrderOfTheSameKeys() {
        int length = 50;
        long[] first = keys(new Quicksort(1, length, length));
        long[] second = keys(new Quicksort(1, length, length + Quicksort.epochSteps(length)));
        long[] ofOtherSeed = keys(new Quicksort(2, length, length));

        assertThat(first).isNotEqualTo(second).isNotEqualTo(ofOtherSeed)
                .containsExactlyInAnyOrder(LongStream.range(0, length).toArray());
        assertThat(second).containsExactlyInAnyOrder(first);
    }

    @Test
    void goesOnFromAnyStepAsIfItHadDoneThemAllInMemory() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int length = 1 + random.nextInt(40);
            long steps = random.nextLong(4 * Quicksort.epochSteps(length));
            Memory memory = new Memory(length);
            Quicksort whole = new Quicksort(seed, length, 0);
            for (long step = 0; step < steps; step++) {
                whole.step(memory);
            }

            Quicksort repeated = new Quicksort(seed, length, steps);

            assertThat(keys(repeated)).as("seed %d, %d steps", seed, steps).isEqualTo(memory.keys);
            Memory other = new Memory(memory.keys);
            for (int step = 0; step < 2 * length; step++) {
                whole.step(memory);
                repeated.step(other);
                assertThat(other.keys).as("seed %d, %d steps and %d", seed, steps, step)
                        .isEqualTo(memory.keys);
            }
            assertThat(memory.surprises + other.surprises).as("seed %d", seed).isZero();
        }
    }

    @Test
    void readsTheKeyThatMemoryHas() {
        int length = 10;
        Memory memory = new Memory(length);
        Quicksort sort = new Quicksort(1, length, 0);
        for (int step = 0; step < length; step++) {
            sort.step(memory);
        }
        memory.keys[7] = 1000;

        for (long step = length; step < Quicksort.epochSteps(length); step++) {
            sort.step(memory);
        }

        assertThat(memory.surprises).isPositive();
        assertThat(memory.keys[length - 1]).as("the largest key ends last").isEqualTo(1000);
    }

    @Test
    void staysWithinItsKeysWhateverMemoryHas() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int length = 1 + random.nextInt(20);
            Memory memory = new Memory(length);
            Quicksort sort = new Quicksort(seed, length, 0);
            for (long step = 0; step < 3 * Quicksort.epochSteps(length); step++) {
                memory.keys[random.nextInt(length)] = random.nextInt(length);
                // Fails by itself where it leaves the array.
                sort.step(memory);
            }
        }
    }

    private static long[] keys(Quicksort sort) {
        return LongStream.range(0, sort.length()).map(position -> sort.key((int) position)).toArray();
    }

    private static boolean isSorted(long[] keys) {
        long[] sorted = keys.clone();
        Arrays.sort(sorted);
        return Arrays.equals(sorted, keys);
    }

    private static final class Memory implements Quicksort.Keys {

        private final long[] keys;
        private int surprises;

        Memory(int length) {
            this(new long[length]);
        }

        Memory(long[] keys) {
            this.keys = keys.clone();
        }

        @Override
        public long read(int position, long expected) {
            surprises += keys[position] == expected ? 0 : 1;
            return keys[position];
        }

        @Override
        public void write(int position, long key) {
            keys[position] = key;
        }
    }
}
