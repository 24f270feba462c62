package dev.ferry.workload;

/**
 * Hoare's Quicksort, one touch of memory at a time, over and over:
 *
 * <pre>
 *   shuffle    write a fresh permutation of 0..n-1 as keys, one by one
 *   sort       read the middle key as pivot; go up to a key that is not below it and down to one that is not above;
 *              exchange them; when the two have met, sort both parts, the shorter first
 *   check      read the keys in order until the epoch ends: key i is at position i
 * </pre>
 *
 * An epoch has a fixed number of steps, more than the sort needs but once in thousands of times: then the next shuffle
 * cuts it short. So the keys are a function of the steps, and those of an epoch do not depend on any but the one before
 * it: whoever takes the work over after any number of steps repeats two epochs at most. For one thread.
 */
final class Quicksort {

    /** Where the keys are. */
    interface Keys {

        /** Reads a key; {@code expected} is what it must be, and what is returned where there is no memory. */
        long read(int position, long expected);

        void write(int position, long key);
    }

    private static final Keys NO_MEMORY = new Keys() {
        @Override
        public long read(int position, long expected) {
            return expected;
        }

        @Override
        public void write(int position, long key) {}
    };

    private static final long EPOCH_FACTOR = 0x9E3779B97F4A7C15L;

    private enum Phase {
        SHUFFLE, CHOOSE_PIVOT, GO_UP, GO_DOWN, EXCHANGE, CHECK
    }

    private final long seed;
    private final long[] expected;
    private final long[] shuffled;
    /** Parts still to be sorted, as pairs of bounds; shorter ones first, so that few of them wait. */
    private final int[] parts = new int[4 * Integer.SIZE];
    private int waiting;
    private long steps;
    private Phase phase = Phase.SHUFFLE;
    private int low;
    private int high;
    private int up;
    private int down;
    private long pivot;

    /** A sort of {@code length} keys, all 0 before the first step, of which {@code steps} steps are done. */
    Quicksort(long seed, int length, long steps) {
        this.seed = seed;
        this.expected = new long[length];
        this.shuffled = new long[length];
        long epochSteps = epochSteps(length);
        this.steps = Math.max(0, steps / epochSteps - 1) * epochSteps;
        while (this.steps < steps) {
            step(NO_MEMORY);
        }
    }

    /** How many steps an epoch has: measured over 20,000 seeds of each length, 1 in 10,000 sorts needs more. */
    static long epochSteps(int length) {
        return length * (7 + (Integer.SIZE - Integer.numberOfLeadingZeros(length)) * 3L / 2);
    }

    /** How many keys it sorts. */
    int length() {
        return expected.length;
    }

    /** The key that must be at a position. */
    long key(int position) {
        return expected[position];
    }

    /** Touches one key, or exchanges two. */
    void step(Keys keys) {
        if (steps % epochSteps(expected.length) == 0) {
            beginEpoch();
        }
        switch (phase) {
            case SHUFFLE -> shuffle(keys);
            case CHOOSE_PIVOT -> choosePivot(keys);
            case GO_UP -> goUp(keys);
            case GO_DOWN -> goDown(keys);
            case EXCHANGE -> exchange(keys);
            case CHECK -> check(keys);
        }
        steps++;
    }

    private void beginEpoch() {
        long random = seed + SplitMix.mix(steps * EPOCH_FACTOR);
        for (int position = 0; position < shuffled.length; position++) {
            int other = (int) SplitMix.below(position + 1L, random + position);
            shuffled[position] = shuffled[other];
            shuffled[other] = position;
        }
        phase = Phase.SHUFFLE;
        up = 0;
    }

    private void shuffle(Keys keys) {
        read(keys, up);
        write(keys, up, shuffled[up]);
        up++;
        if (up == expected.length) {
            waiting = 0;
            leaveForLater(0, up - 1);
            takeNextPart();
        }
    }

    private void leaveForLater(int first, int last) {
        if (first < last) {
            parts[waiting++] = first;
            parts[waiting++] = last;
        }
    }

    private void takeNextPart() {
        if (waiting == 0) {
            phase = Phase.CHECK;
            up = 0;
        } else {
            high = parts[--waiting];
            low = parts[--waiting];
            phase = Phase.CHOOSE_PIVOT;
        }
    }

    private void choosePivot(Keys keys) {
        pivot = read(keys, low + (high - low) / 2);
        up = low;
        down = high;
        phase = Phase.GO_UP;
    }

    /** The bounds hold by themselves, but for memory that is wrong. */
    private void goUp(Keys keys) {
        if (read(keys, up) < pivot && up < high) {
            up++;
        } else {
            phase = Phase.GO_DOWN;
        }
    }

    private void goDown(Keys keys) {
        if (read(keys, down) > pivot && down > low) {
            down--;
        } else if (up < down) {
            phase = Phase.EXCHANGE;
        } else {
            split();
        }
    }

    private void split() {
        boolean leftIsShorter = down - low < high - down - 1;
        if (leftIsShorter) {
            leaveForLater(down + 1, high);
        }
        leaveForLater(low, down);
        if (!leftIsShorter) {
            leaveForLater(down + 1, high);
        }
        takeNextPart();
    }

    private void exchange(Keys keys) {
        long upKey = read(keys, up);
        write(keys, up, read(keys, down));
        write(keys, down, upKey);
        up++;
        down--;
        phase = Phase.GO_UP;
    }

    /** Asks for the key that belongs there, whatever the steps have led to. */
    private void check(Keys keys) {
        keys.read(up, up);
        up = (up + 1) % expected.length;
    }

    private long read(Keys keys, int position) {
        return keys.read(position, expected[position]);
    }

    private void write(Keys keys, int position, long key) {
        expected[position] = key;
        keys.write(position, key);
    }
}
