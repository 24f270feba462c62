package dev.ferry.strategies.precopy;

import dev.ferry.api.strategy.Round;
import java.time.Duration;
import java.util.List;

/**
 * Decides after each round whether another one is of use. A pure function of the rounds so far: no clock, no state.
 *
 * @param downtimeLimit how long the guest may be paused while the rest is copied
 * @param maxRounds the cap on rounds, at least 1
 * @param noConvergenceRounds after how many rounds in a row that dirtied as much as they sent to give up, at least 1
 */
public record Convergence(Duration downtimeLimit, int maxRounds, int noConvergenceRounds) {

    /**
     * 30 ms, which users of a guest do not notice; 30 rounds, the cap of Xen; and 3 rounds, because the first hot
     * round may be chance.
     */
    public static final Convergence DEFAULT = new Convergence(Duration.ofMillis(30), 30, 3);

    /** What is decided after a round, and why. */
    public enum Verdict {
        /** Send what was dirtied in another round. */
        GO_ON("pre-copy goes on"),
        /** Stop: the rest can be sent within the downtime limit. The writable working set is found. */
        CONVERGED("pre-copy converged"),
        /** Stop: the guest has dirtied pages at least as fast as they were sent, round after round. */
        NO_CONVERGENCE("pre-copy does not converge: pages are dirtied as fast as they are sent"),
        /** Stop: the cap on rounds is reached. */
        MAX_ROUNDS("pre-copy reached its cap on rounds (ferry.precopy.max-rounds)");

        private final String sentence;

        Verdict(String sentence) {
            this.sentence = sentence;
        }

        /** The verdict in words. */
        public String sentence() {
            return sentence;
        }
    }

    /** Checks the limits. */
    public Convergence {
        if (downtimeLimit.isNegative() || maxRounds < 1 || noConvergenceRounds < 1) {
            throw new IllegalArgumentException("downtime limit " + downtimeLimit + ", max rounds " + maxRounds
                    + ", no-convergence rounds " + noConvergenceRounds
                    + ": the first must not be negative, the others are at least 1");
        }
    }

    /**
     * Judges the rounds so far.
     *
     * @param rounds all of them in order, at least one
     * @param pageSizeBytes the size of a page of this guest
     */
    public Verdict judge(List<Round> rounds, int pageSizeBytes) {
        if (downtimeNanos(rounds.getLast(), pageSizeBytes) <= downtimeLimit.toNanos()) {
            return Verdict.CONVERGED;
        }
        if (dirtiesAsFastAsSent(rounds)) {
            return Verdict.NO_CONVERGENCE;
        }
        return rounds.size() < maxRounds ? Verdict.GO_ON : Verdict.MAX_ROUNDS;
    }

    /** How long the pages that are dirty after a round would take at its rate; infinite where it sent nothing. */
    private static double downtimeNanos(Round round, int pageSizeBytes) {
        return round.dirtyPages() == 0
                ? 0
                : 1e9 * round.dirtyPages() * pageSizeBytes / round.bytesPerSecond();
    }

    private boolean dirtiesAsFastAsSent(List<Round> rounds) {
        return rounds.size() >= noConvergenceRounds
                && rounds.subList(rounds.size() - noConvergenceRounds, rounds.size()).stream()
                        .allMatch(round -> round.dirtyPages() >= round.pages());
    }
}
