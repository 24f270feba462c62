package dev.ferry.strategies.precopy;

import java.time.Duration;

/**
 * Decides after each round whether another one is of use. A pure function of the rounds so far: no clock, no state.
 *
 * @param downtime how long the guest may be paused while the rest is copied
 * @param maxRounds the cap on rounds, at least 1
 * @param timeoutPerGib how long rounds may go on for each GiB of memory, a part of one counting as whole; zero for as
 *        long as it takes
 */
public record Convergence(DowntimeRamp downtime, int maxRounds, Duration timeoutPerGib) {

    /** 30 rounds, the cap of Xen; and 150 s for each GiB, KubeVirt's {@code completionTimeoutPerGiB}. */
    public static final Convergence DEFAULT = new Convergence(DowntimeRamp.DEFAULT, 30,
            Duration.ofSeconds(150));

    private static final long GIB = 1 << 30;

    /** What is decided after a round, and why. */
    public enum Verdict {
        /** Send what was dirtied in another round. */
        GO_ON("pre-copy goes on"),
        /** Stop: the rest can be sent within the downtime limit. The writable working set is found. */
        CONVERGED("pre-copy converged"),
        /** Stop: fewer dirty pages are not to be expected, and as many are accepted by now. */
        LOCAL_MINIMUM("pre-copy is at a local minimum that the downtime limit has been raised to"),
        /** Stop: fewer dirty pages are not to be expected, and these take longer than is ever accepted. */
        NO_CONVERGENCE("pre-copy does not converge: the guest dirties its memory too fast"),
        /** Stop: time is up. */
        TIME_UP("pre-copy took all its time (ferry.precopy.completion-timeout-per-gib)"),
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

        /** Whether the guest may be paused for the rest: the user has accepted how long that takes. */
        public boolean isAccepted() {
            return this == CONVERGED || this == LOCAL_MINIMUM;
        }
    }

    /** Checks the limits. */
    public Convergence {
        if (maxRounds < 1 || timeoutPerGib.isNegative()) {
            throw new IllegalArgumentException(
                    "max rounds " + maxRounds + ", timeout per GiB " + timeoutPerGib
                            + ": the first is at least 1, the second must not be negative");
        }
    }

    /**
     * Judges the rounds so far.
     *
     * @param rounds one at least
     * @param guestWillSlow whether the guest is to be slowed further: then what it does now says little of what it will
     */
    public Verdict judge(Rounds rounds, boolean guestWillSlow) {
        if (fits(rounds, downtime.limit())) {
            return Verdict.CONVERGED;
        }
        if (!guestWillSlow && isAtLocalMinimum(rounds)) {
            if (fits(rounds, downtime.after(rounds.notShrunk()))) {
                return Verdict.LOCAL_MINIMUM;
            }
            if (downtime.isExhausted(rounds.notShrunk())) {
                return Verdict.NO_CONVERGENCE;
            }
        }
        if (isTimeUp(rounds)) {
            return Verdict.TIME_UP;
        }
        return rounds.count() < maxRounds ? Verdict.GO_ON : Verdict.MAX_ROUNDS;
    }

    private static boolean fits(Rounds rounds, Duration accepted) {
        return rounds.expectedDowntimeNanos() <= accepted.toNanos();
    }

    /** In the last third of its rounds pre-copy is no longer choosy. */
    private boolean isAtLocalMinimum(Rounds rounds) {
        return new LocalMinimum(rounds.remainders()).isReached(rounds.count() > maxRounds * 2L / 3);
    }

    private boolean isTimeUp(Rounds rounds) {
        long gibibytes = Math.ceilDiv(rounds.geometry().memoryBytes(), GIB);
        return !timeoutPerGib.isZero()
                && timeoutPerGib.multipliedBy(gibibytes)
                        .compareTo(Duration.ofNanos(rounds.elapsedNanos())) <= 0;
    }
}
