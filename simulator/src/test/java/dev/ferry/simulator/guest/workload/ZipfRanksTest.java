package dev.ferry.simulator.guest.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ZipfRanksTest {

    private static final int DRAWS = 400_000;

    @Test
    void drawsRanksAsOftenAsTheLawSays() {
        long seed = 5;
        for (int ranks : new int[]{1, 2, 3, 31, 33, 100, 1000, 20_000}) {
            for (double exponent : new double[]{0.2, 0.99, 1, 1.5, 3}) {
                double[] shares = exact(ranks, exponent);
                long[] drawn = draw(ranks, exponent, seed);

                double[] deviation = deviation(shares, drawn);
                double allowed = deviation[1] + 5 * Math.sqrt(2 * deviation[1]) + 5;
                assertThat(deviation[0]).as("seed %d, %d ranks, exponent %s", seed, ranks, exponent)
                        .isLessThan(allowed);
            }
        }
    }

    /** The law itself. */
    private static double[] exact(int ranks, double exponent) {
        double[] shares = new double[ranks];
        for (int rank = 0; rank < ranks; rank++) {
            shares[rank] = StrictMath.pow(rank + 1.0, -exponent);
        }
        double sum = Arrays.stream(shares).sum();
        return Arrays.stream(shares).map(share -> share / sum).toArray();
    }

    private static long[] draw(int ranks, double exponent, long seed) {
        ZipfRanks zipf = new ZipfRanks(ranks, exponent);
        RandomStream random = new RandomStream(seed);
        long[] drawn = new long[ranks];
        for (int draw = 0; draw < DRAWS; draw++) {
            drawn[(int) zipf.next(random)]++;
        }
        return drawn;
    }

    /** Chi-square over neighbouring ranks that are expected 20 times together, and its degrees of freedom. */
    private static double[] deviation(double[] shares, long[] drawn) {
        double sum = 0;
        int classes = 0;
        double expected = 0;
        long actual = 0;
        for (int rank = 0; rank < shares.length; rank++) {
            expected += shares[rank] * DRAWS;
            actual += drawn[rank];
            if (expected >= 20 || rank == shares.length - 1) {
                sum += (actual - expected) * (actual - expected) / expected;
                classes++;
                expected = 0;
                actual = 0;
            }
        }
        return new double[]{sum, classes - 1.0};
    }

    @Test
    void findsALawThatIsALittleOff() {
        double[] deviation = deviation(exact(1000, 1.02), draw(1000, 0.99, 5));

        assertThat(deviation[0]).isGreaterThan(deviation[1] + 5 * Math.sqrt(2 * deviation[1]) + 5);
    }

    /** Where ranks are drawn by groups, the first half of a group is more likely than the second by very little. */
    @Test
    void drawsTheFirstRanksOfAGroupMoreOftenThanItsLast() {
        int ranks = 20_000;
        boolean[] firstHalf = new boolean[ranks];
        for (int first = 1; first <= ranks; first += 1 + first / 32) {
            int width = Math.min(1 + first / 32, ranks + 1 - first);
            Arrays.fill(firstHalf, first - 1, first - 1 + width / 2, true);
        }
        double[] shares = exact(ranks, 0.99);
        ZipfRanks zipf = new ZipfRanks(ranks, 0.99);
        RandomStream random = new RandomStream(9);
        int draws = 2_000_000;
        int drawn = 0;
        for (int draw = 0; draw < draws; draw++) {
            drawn += firstHalf[(int) zipf.next(random)] ? 1 : 0;
        }

        double share = IntStream.range(0, ranks).filter(rank -> firstHalf[rank])
                .mapToDouble(rank -> shares[rank]).sum();
        assertThat((double) drawn / draws).as("seed 9").isBetween(share - 0.0012, share + 0.0012);
    }

    @Test
    void drawsFromAsManyRanksAsThereAre() {
        long ranks = Integer.MAX_VALUE;
        ZipfRanks zipf = new ZipfRanks(ranks, 0.99);
        RandomStream random = new RandomStream(7);
        int upperHalf = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            long rank = zipf.next(random);
            assertThat(rank).isBetween(0L, ranks - 1);
            upperHalf += rank >= ranks / 2 ? 1 : 0;
        }

        double share = 1 - sum(ranks / 2, 0.99) / sum(ranks, 0.99);
        assertThat((double) upperHalf / DRAWS).isBetween(share - 0.0015, share + 0.0015);
    }

    /** The first terms one by one, the others by an integral. */
    private static double sum(long ranks, double exponent) {
        int terms = 10_000;
        double sum = 0;
        for (int number = 1; number <= terms; number++) {
            sum += StrictMath.pow(number, -exponent);
        }
        double left = 1 - exponent;
        return sum + (StrictMath.pow(ranks + 0.5, left) - StrictMath.pow(terms + 0.5, left)) / left;
    }
}
