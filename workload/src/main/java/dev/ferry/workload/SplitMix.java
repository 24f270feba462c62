package dev.ferry.workload;

/** Numbers that look random and are the same on every machine and JDK. Any thread. */
public final class SplitMix {

    private static final double UNIT = 0x1p-53;
    /** Shares no factor with a smaller number, and puts consecutive ranks far apart. */
    private static final long RANK_STRIDE = 2_654_435_761L;

    private SplitMix() {}

    /** The finaliser of SplitMix64: spreads consecutive numbers over all 64 bits. */
    public static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** A number from 0 to {@code bound} - 1. */
    public static long below(long bound, long value) {
        return (mix(value) >>> 1) % bound;
    }

    /** A number from 0 to 1, and below 1. */
    public static double fraction(long value) {
        return (mix(value) >>> 11) * UNIT;
    }

    /**
     * Where the element of some rank lies among {@code count}, from 0: each rank at another place, the first ones spread
     * over all of them, as what is hot is in a guest. The count is at most {@link Integer#MAX_VALUE}.
     */
    public static long spread(long rank, long count) {
        return rank * RANK_STRIDE % count;
    }
}
