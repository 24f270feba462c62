package dev.ferry.simulator.guest;

/** How far a thread of a guest has come in time, and when its next touch is due. */
final class ThreadClock {

    private final Pacing pacing;
    private final boolean paced;
    private long nanos;
    private long dueNanos;
    /** While it does not run: what is left until its next touch. */
    private long leftNanos;

    ThreadClock(Pacing pacing) {
        this.pacing = pacing;
        this.paced = !pacing.equals(Pacing.NONE);
    }

    /** When it touches the next page, unless it has to wait. */
    long nanos() {
        return nanos;
    }

    /** How many touches there is time for before {@code endNanos}, at most {@code most}. */
    long touchesUntil(long endNanos, long nanosEach, long most) {
        return isPaced() ? 1 : Math.min(most, Math.ceilDiv(endNanos - nanos, nanosEach));
    }

    /** Some pages were touched, each followed by so much time, and all of them took some time besides. */
    void touched(long count, long nanosEach, long furtherNanos) {
        dueNanos = Math.max(dueNanos, nanos - pacing.mostLateNanos()) + count * nanosEach + furtherNanos;
        nanos += pacing.touchNanos() + furtherNanos;
        if (dueNanos > nanos + pacing.grainNanos()) {
            nanos = dueNanos;
        }
    }

    /** It had to wait, and may go on some time from now. */
    void wake(long nowNanos, long afterNanos) {
        nanos = Math.max(nanos, nowNanos + afterNanos);
        leftNanos = afterNanos;
    }

    /** It does not run from now on. */
    void pause(long nowNanos) {
        leftNanos = Math.max(0, nanos - nowNanos);
    }

    /** It runs again: what was left of its work is left, a rest goes on by the clock, and nothing is to be made up for. */
    void resume(long nowNanos) {
        dueNanos = isPaced() ? Math.max(nanos, nowNanos) : nowNanos + leftNanos;
        nanos = dueNanos + pacing.startNanos();
    }

    /** Whether it may rest between two touches. */
    boolean isPaced() {
        return paced;
    }
}
