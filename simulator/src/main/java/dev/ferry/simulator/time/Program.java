package dev.ferry.simulator.time;

import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Code that is written as if it waited, such as a strategy, in virtual time: it has a thread, but that runs only while
 * the simulation waits for it. What it throws is thrown by the simulation.
 */
public final class Program {

    /** Thrown where an abandoned program waits, to end it. Nobody needs to know from where. */
    private static final class Abandoned extends Error {

        private static final long serialVersionUID = 1;

        Abandoned() {
            super("the simulation was closed", null, false, false);
        }
    }

    private final Simulation simulation;
    private final String name;
    private final Semaphore mayRun = new Semaphore(0);
    private final Semaphore hasStopped = new Semaphore(0);
    private final Thread thread;
    private boolean runs;
    private boolean abandoned;
    private boolean ended;
    private @Nullable Throwable failure;

    Program(Simulation simulation, String name, Consumer<Program> body) {
        this.simulation = simulation;
        this.name = name;
        this.thread = Thread.ofVirtual().name(name).start(() -> {
            mayRun.acquireUninterruptibly();
            try {
                if (!abandoned) {
                    body.accept(this);
                }
            } catch (Throwable thrown) {
                failure = thrown;
            } finally {
                ended = true;
                hasStopped.release();
            }
        });
    }

    /**
     * Lets it go on until it waits again, or ends. Called by events; where it runs already, be it that it waits for
     * another program that it has resumed, it will look by itself whether what it waits for is so.
     */
    public void resume() {
        if (ended || runs) {
            return;
        }
        goOn();
        if (ended) {
            simulation.ended(this);
            rethrow();
        }
    }

    private void goOn() {
        runs = true;
        mayRun.release();
        hasStopped.acquireUninterruptibly();
        runs = false;
    }

    private void rethrow() {
        switch (failure) {
            case null -> {
            }
            case RuntimeException thrown -> throw thrown;
            case Error thrown -> throw thrown;
            default -> throw new IllegalStateException(failure);
        }
    }

    /** Ends it where it waits: nothing that it waits for will be so. What it throws on the way is of no interest. */
    void abandon() {
        abandoned = true;
        if (!ended && !runs) {
            goOn();
        }
        simulation.ended(this);
    }

    /**
     * Waits until something is so. Called by the program itself; whoever makes it so resumes the program, which may
     * also be resumed for nothing.
     */
    public void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            pause();
        }
    }

    /**
     * Lets virtual time pass, 0 ns or more. Called by the program itself.
     *
     * @throws IllegalArgumentException where the time is negative
     */
    public void sleep(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException("program " + name + " sleeps " + nanos + " ns: 0 or more");
        }
        boolean[] over = {nanos == 0};
        if (nanos > 0) {
            simulation.after(nanos, () -> {
                over[0] = true;
                resume();
            });
        }
        await(() -> over[0]);
    }

    private void pause() {
        if (Thread.currentThread() != thread) {
            throw new IllegalStateException("program " + name + " waits on its own thread only");
        }
        if (abandoned) {
            throw new Abandoned();
        }
        hasStopped.release();
        mayRun.acquireUninterruptibly();
        if (abandoned) {
            throw new Abandoned();
        }
    }

    /** Whether it has come to its end. */
    public boolean hasEnded() {
        return ended;
    }

    /** Waits until its thread is gone, once it has ended. */
    void awaitThread() throws InterruptedException {
        thread.join();
    }

    @Override
    public String toString() {
        return name;
    }
}
