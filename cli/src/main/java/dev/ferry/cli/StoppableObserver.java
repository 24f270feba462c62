package dev.ferry.cli;

import dev.ferry.simulator.scenario.Observer;

/** Lets simulated migrations begin until it is told to stop. */
final class StoppableObserver implements Observer {

    private volatile boolean stopped;

    StoppableObserver() {}

    /** Has no more migrations begin. Any thread. */
    void stop() {
        stopped = true;
    }

    @Override
    public boolean stops() {
        return stopped;
    }
}
