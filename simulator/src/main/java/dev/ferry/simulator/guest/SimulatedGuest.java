package dev.ferry.simulator.guest;

import dev.ferry.simulator.time.Simulation;
import java.util.ArrayList;
import java.util.List;

/**
 * A guest: memory, and threads that use it on some virtual CPUs. It runs from {@link #start}, is paused and goes on
 * where it is then. Called by events and programs of its simulation.
 */
public final class SimulatedGuest {

    private static final int PERCENT = 100;
    private static final PageFaults NOBODY = page -> {
        throw new IllegalStateException("the guest waits for page " + page + ", and nobody brings it");
    };

    private final Simulation simulation;
    private final String name;
    private final SimulatedMemory memory;
    private final int cpus;
    private final List<GuestThread> threads = new ArrayList<>();
    private PageFaults network = NOBODY;
    private PageFaults swap = NOBODY;
    private Pacing pacing = Pacing.NONE;
    private boolean runs;
    private int stunPercent;
    private int waiting;
    private double slowness = 1;
    private long firstTouchNanos;
    private long firstWriteNanos;

    /**
     * A guest that does not run yet.
     *
     * @param name for people, and for its swap device
     * @param cpus how many of its threads go on at full speed at a time
     */
    public SimulatedGuest(Simulation simulation, String name, SimulatedMemory memory, int cpus) {
        if (cpus < 1) {
            throw new IllegalArgumentException("a guest of " + cpus + " virtual CPUs: at least 1");
        }
        this.simulation = simulation;
        this.name = name;
        this.memory = memory;
        this.cpus = cpus;
    }

    /** Has the threads that are added from now on keep their pace in a way. */
    public SimulatedGuest paced(Pacing way) {
        pacing = way;
        return this;
    }

    /** Adds a thread; before {@link #start}. */
    public SimulatedGuest with(AccessPattern pattern) {
        threads.add(new GuestThread(this, pattern));
        return this;
    }

    /** Lets it run from now on. */
    public void start() {
        resume();
    }

    /** Keeps it from running. May be called twice. */
    public void pause() {
        if (runs) {
            runs = false;
            for (GuestThread thread : threads) {
                thread.pause(simulation.nowNanos());
                simulation.remove(thread);
            }
        }
    }

    /** Lets it run from now on, here. Who waits for a page asks who brings such pages by now. */
    public void resume() {
        if (!runs) {
            runs = true;
            for (GuestThread thread : threads) {
                thread.resume(simulation.nowNanos());
                simulation.add(thread);
            }
            share();
            threads.stream().filter(GuestThread::waits).forEach(this::look);
        }
    }

    /** Whether it is not paused. */
    public boolean runs() {
        return runs;
    }

    /** Keeps each virtual CPU from running for a part of its time, 0 to 99 %. */
    public void stun(int percent) {
        if (percent < 0 || percent >= PERCENT) {
            throw new IllegalArgumentException("a stun of " + percent + " %: 0 to " + (PERCENT - 1));
        }
        stunPercent = percent;
        share();
    }

    /** Who brings pages that are missing, from now on. */
    public void onMissing(PageFaults handler) {
        network = handler;
    }

    /** Who brings cold pages, from now on. */
    public void onCold(PageFaults handler) {
        swap = handler;
    }

    /** What the first touch of a page that was pushed costs a thread, and the first write while writes are noted. */
    public void costs(long touchNanos, long writeNanos) {
        firstTouchNanos = touchNanos;
        firstWriteNanos = writeNanos;
    }

    /** Pages are there: who waits for one of them goes on after some time, or asks for it where it is now. */
    public void wake(long first, long end, long afterNanos) {
        for (GuestThread thread : threads) {
            if (thread.waits() && thread.awaitedPage() >= first && thread.awaitedPage() < end) {
                if (!memory.hasToWait(thread.awaitedPage())) {
                    goOn(thread, afterNanos);
                } else if (runs) {
                    look(thread);
                }
            }
        }
    }

    private void goOn(GuestThread thread, long afterNanos) {
        thread.wake(simulation.nowNanos(), afterNanos);
        waiting--;
        share();
    }

    /** A thread has to wait from a time on; what it waits for may be there by then. */
    void awaits(GuestThread thread, long nanos) {
        waiting++;
        simulation.at(nanos, () -> {
            share();
            if (runs && thread.waits()) {
                look(thread);
            }
        });
    }

    /** A thread goes on if its page is there; else who brings it is asked, once. */
    private void look(GuestThread thread) {
        long page = thread.awaitedPage();
        if (!memory.hasToWait(page)) {
            goOn(thread, 0);
            return;
        }
        PageFaults handler = memory.missing().contains(page) ? network : swap;
        if (thread.asks(handler)) {
            handler.onFault(page);
        }
    }

    private void share() {
        double runnable = Math.max(cpus, threads.size() - waiting);
        slowness = runnable / cpus * PERCENT / (PERCENT - stunPercent);
    }

    Pacing pacing() {
        return pacing;
    }

    double slowness() {
        return slowness;
    }

    long firstTouchNanos() {
        return firstTouchNanos;
    }

    long firstWriteNanos() {
        return firstWriteNanos;
    }

    Simulation simulation() {
        return simulation;
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Its memory, wherever it is. */
    public SimulatedMemory memory() {
        return memory;
    }

    /** Work done since its start, in the units of its patterns. */
    public double work() {
        return threads.stream().mapToDouble(GuestThread::work).sum();
    }

    /** Whether a touch costs more where it is the first write since the dirty log was collected. */
    boolean chargesWrites(boolean writes) {
        return writes && firstWriteNanos > 0 && memory.logsDirty();
    }

    /** How many threads wait for a page now. */
    public int waitingThreads() {
        return waiting;
    }
}
