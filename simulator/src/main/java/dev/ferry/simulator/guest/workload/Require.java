package dev.ferry.simulator.guest.workload;

/** Checks of what a model is told. */
final class Require {

    private Require() {}

    /**
     * The value, where it is not too small.
     *
     * @throws IllegalArgumentException which names what it is, where it is too small
     */
    static long atLeast(long least, long value, String what) {
        if (value < least) {
            throw new IllegalArgumentException(what + " is " + value + ": at least " + least + " is allowed");
        }
        return value;
    }

    /**
     * The value, where it is from 0 to 1.
     *
     * @throws IllegalArgumentException which names what it is, where it is anything else
     */
    static double share(double value, String what) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(what + " is " + value + ": 0 to 1 is allowed");
        }
        return value;
    }
}
