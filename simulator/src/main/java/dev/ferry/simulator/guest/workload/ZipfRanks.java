package dev.ferry.simulator.guest.workload;

import java.util.Arrays;

/**
 * Draws ranks from 0, rank r as often as 1/(r + 1)^exponent, exactly. Ranks are in groups, small enough that those of a
 * group are about as likely. A group is drawn as if all its ranks were as likely as its first one, then one of them, which
 * is given up for another draw as often as it is less likely than the first. So a draw rarely needs a power, and a table is
 * small for any number of ranks.
 */
final class ZipfRanks {

    /** A group's share of the ranks before it; the first ranks are groups of their own. */
    private static final int RANKS_PER_GROUPED = 32;

    private final double exponent;
    /** The first number, rank + 1, of each group, and last the one after all. */
    private final long[] firsts;
    /** How likely the last rank of a group is, in parts of the first one. */
    private final double[] leastLikely;
    private final AliasTable groups;

    ZipfRanks(long ranks, double exponent) {
        this.exponent = exponent;
        firsts = firsts(ranks);
        leastLikely = new double[firsts.length - 1];
        double[] weights = new double[leastLikely.length];
        for (int group = 0; group < weights.length; group++) {
            long end = firsts[group + 1];
            leastLikely[group] = likelihood(end - 1, firsts[group]);
            weights[group] = likelihood(firsts[group], 1) * (end - firsts[group]);
        }
        groups = new AliasTable(weights);
    }

    private static long[] firsts(long ranks) {
        long[] firsts = new long[16];
        int groups = 0;
        for (long first = 1; first <= ranks; first += 1 + first / RANKS_PER_GROUPED) {
            if (groups == firsts.length - 1) {
                firsts = Arrays.copyOf(firsts, 2 * firsts.length);
            }
            firsts[groups++] = first;
        }
        firsts[groups] = ranks + 1;
        return Arrays.copyOf(firsts, groups + 1);
    }

    /** How likely a number is, in parts of another one. */
    private double likelihood(long number, long reference) {
        // StrictMath gives the same on every machine.
        return StrictMath.pow((double) reference / number, exponent);
    }

    long next(RandomStream random) {
        while (true) {
            int group = groups.next(random);
            long first = firsts[group];
            long number = first + random.below(firsts[group + 1] - first);
            double chance = random.fraction();
            if (chance < leastLikely[group] || chance < likelihood(number, first)) {
                return number - 1;
            }
        }
    }
}
