package dev.ferry.cli;

import java.util.List;

/**
 * What came of one migration under chaos.
 *
 * @param end how it ended
 * @param recoveries how often its link was replaced; 0 where it did not complete
 * @param wrong what should not be; empty where all is well
 */
record ChaosOutcome(End end, int recoveries, List<String> wrong) {

    /** How a migration ends. */
    enum End {
        /** The guest runs at the destination. */
        COMPLETED,
        /** The guest runs on at the source, as was asked. */
        CANCELLED,
        /** The guest runs on at the source. */
        FAILED_CLEANLY,
        /** Otherwise. */
        OTHERWISE
    }

    ChaosOutcome {
        wrong = List.copyOf(wrong);
    }

    /** It ended as no migration should. */
    static ChaosOutcome otherwise(String what) {
        return new ChaosOutcome(End.OTHERWISE, 0, List.of(what));
    }

    boolean isViolation() {
        return !wrong.isEmpty();
    }
}
