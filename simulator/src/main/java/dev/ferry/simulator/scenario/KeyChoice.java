package dev.ferry.simulator.scenario;

import dev.ferry.simulator.guest.workload.KeyLaw;

/** Which records are asked for how often. */
public enum KeyChoice {
    /** All as often. */
    UNIFORM(new KeyLaw.Uniform()),
    /** Some much more often than others, as YCSB has it by default. */
    ZIPF(KeyLaw.Zipf.YCSB),
    /** A few that lie together much more often than the others, as Sysbench has it by default. */
    HOT_SPOT(KeyLaw.HotSpot.SYSBENCH);

    private final KeyLaw law;

    KeyChoice(KeyLaw law) {
        this.law = law;
    }

    KeyLaw law() {
        return law;
    }
}
