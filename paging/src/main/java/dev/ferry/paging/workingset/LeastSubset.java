package dev.ferry.paging.workingset;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Among numbers, as few as possible whose sum is enough, and among as few those with the least sum. How few shows when
 * the largest are taken. Which is searched for, depth first and the largest first, leaving out what cannot be enough
 * and what cannot be less than the least found. Where there are many ways to choose, one that is just enough comes soon
 * and ends the search; where there are few, they are soon looked at.
 */
final class LeastSubset {

    /** A fraction of a second. */
    static final int MAX_STEPS = 20_000_000;

    private final long[] numbers;
    /** The sum of the first numbers, by how many. */
    private final long[] sums;
    private final long enough;
    private final int[] chosen;
    private int[] best;
    private long bestSum;
    private int steps;

    /**
     * Searches nothing yet.
     *
     * @param numbers in descending order, none negative; not to be changed
     * @param enough what the sum is to be at least; more than 0, and no more than that of all
     */
    LeastSubset(long[] numbers, long enough) {
        this.numbers = numbers;
        this.sums = new long[numbers.length + 1];
        for (int place = 0; place < numbers.length; place++) {
            sums[place + 1] = sums[place] + numbers[place];
        }
        // Sums are multiples of whole pages: with the next one that there can be the search knows that it is done.
        long divisor = Arrays.stream(numbers).reduce(0, LeastSubset::greatestCommonDivisor);
        this.enough = Math.ceilDiv(enough, divisor) * divisor;
        int count = 0;
        while (sums[count] < enough) {
            count++;
        }
        this.chosen = new int[count];
        this.best = IntStream.range(0, count).toArray();
        this.bestSum = sums[count];
    }

    private static long greatestCommonDivisor(long one, long other) {
        return other == 0 ? one : greatestCommonDivisor(other, one % other);
    }

    /** The places of the numbers, in ascending order. */
    List<Integer> find() {
        choose(0, 0, 0);
        return Arrays.stream(best).boxed().toList();
    }

    /** Chooses those that are missing from depth on, at places from one on, beside others with a sum. */
    private void choose(int depth, int from, long sum) {
        int missing = chosen.length - depth;
        if (missing == 1) {
            chooseLast(from, sum);
            return;
        }
        long leastOfOthers = sums[numbers.length] - sums[numbers.length - missing + 1];
        for (int place = from; place + missing <= numbers.length && !isDone(); place++) {
            steps++;
            if (sum + sums[place + missing] - sums[place] < enough) {
                return;
            }
            boolean tried = place > from && numbers[place] == numbers[place - 1];
            if (!tried && sum + numbers[place] + leastOfOthers < bestSum) {
                chosen[depth] = place;
                choose(depth + 1, place + 1, sum + numbers[place]);
            }
        }
    }

    private boolean isDone() {
        return bestSum == enough || steps >= MAX_STEPS;
    }

    /** The last one is the least number that is enough. */
    private void chooseLast(int from, long sum) {
        int place = lastAtLeast(enough - sum);
        if (place >= from && sum + numbers[place] < bestSum) {
            chosen[chosen.length - 1] = place;
            best = chosen.clone();
            bestSum = sum + numbers[place];
        }
    }

    private int lastAtLeast(long number) {
        int low = 0;
        int high = numbers.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (numbers[middle] >= number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }
}
