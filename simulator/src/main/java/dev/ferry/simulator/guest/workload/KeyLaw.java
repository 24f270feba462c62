package dev.ferry.simulator.guest.workload;

/** Which keys of a data set are asked for how often. */
public sealed interface KeyLaw {

    /** All as often. */
    record Uniform() implements KeyLaw {}

    /**
     * The key of rank r, from 1, as often as 1/r^exponent; the ranks are spread over the whole data set.
     *
     * @param exponent more than 0, at most 10
     */
    record Zipf(double exponent) implements KeyLaw {

        /** What YCSB has by default. */
        public static final Zipf YCSB = new Zipf(0.99);

        /** Checks the exponent. */
        public Zipf {
            if (!(exponent > 0 && exponent <= 10)) {
                throw new IllegalArgumentException(
                        "a Zipf exponent of " + exponent + ": more than 0 and at most 10 is allowed");
            }
        }
    }

    /**
     * Most visits go to few keys that lie together in the middle of the data set, the others to all.
     *
     * @param keys the share of the few, from 0 to 1; at least one key
     * @param visits the share of visits that they have, from 0 to 1
     */
    record HotSpot(double keys, double visits) implements KeyLaw {

        /** As Sysbench has it by default, but that it gathers the other visits about the middle, too. */
        public static final HotSpot SYSBENCH = new HotSpot(0.01, 0.75);

        /** Checks the shares. */
        public HotSpot {
            Require.share(keys, "the share of hot keys");
            Require.share(visits, "the share of visits to hot keys");
        }
    }
}
