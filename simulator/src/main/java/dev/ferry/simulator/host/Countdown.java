package dev.ferry.simulator.host;

/** Calls somebody when all of several things have happened. */
final class Countdown {

    private final Runnable whenAll;
    private int open = 1;

    Countdown(Runnable whenAll) {
        this.whenAll = whenAll;
    }

    /** What is to be called when one more has happened. */
    Runnable oneMore() {
        open++;
        return this::oneDone;
    }

    /** Those were all. */
    void noMore() {
        oneDone();
    }

    private void oneDone() {
        open--;
        if (open == 0) {
            whenAll.run();
        }
    }
}
