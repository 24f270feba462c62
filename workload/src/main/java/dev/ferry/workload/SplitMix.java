package dev.ferry.workload;

/** Numbers that look random and are the same on every machine and JDK. */
final class SplitMix {

    private static final double UNIT = 0x1p-53;

    private SplitMix() {}

    /** The finaliser of SplitMix64: spreads consecutive numbers over all 64 bits. */
    static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** A number from 0 to {@code bound} - 1. */
    static long below(long bound, long value) {
        return (mix(value) >>> 1) % bound;
    }

    /** A number from 0 to 1, and below 1. */
    static double fraction(long value) {
        return (mix(value) >>> 11) * UNIT;
    }
}
