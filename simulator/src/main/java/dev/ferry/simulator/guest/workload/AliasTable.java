package dev.ferry.simulator.guest.workload;

import java.util.Arrays;

/**
 * Draws indexes by their weights, each in the same short time, by Walker's alias method as Vose sets it up: each index has
 * a slot of the same size, and what it does not need of that belongs to one other index.
 */
final class AliasTable {

    /** How much of an index's slot is its own, from 0 to 1. */
    private final double[] own;
    private final int[] other;

    /** A table of weights, which are positive. */
    AliasTable(double[] weights) {
        double mean = Arrays.stream(weights).sum() / weights.length;
        own = Arrays.stream(weights).map(weight -> weight / mean).toArray();
        other = new int[weights.length];
        share();
    }

    /** Has those that need more than a slot fill up the slots of those that need less. */
    private void share() {
        int[] small = new int[own.length];
        int[] large = new int[own.length];
        int smalls = 0;
        int larges = 0;
        for (int index = 0; index < own.length; index++) {
            if (own[index] < 1) {
                small[smalls++] = index;
            } else {
                large[larges++] = index;
            }
        }
        while (smalls > 0 && larges > 0) {
            int filled = small[--smalls];
            int giver = large[larges - 1];
            other[filled] = giver;
            own[giver] -= 1 - own[filled];
            if (own[giver] < 1) {
                larges--;
                small[smalls++] = giver;
            }
        }
        // What is left needs its whole slot, but for rounding.
        while (smalls > 0) {
            own[small[--smalls]] = 1;
        }
    }

    int next(RandomStream random) {
        int index = (int) random.below(own.length);
        return random.fraction() < own[index] ? index : other[index];
    }
}
