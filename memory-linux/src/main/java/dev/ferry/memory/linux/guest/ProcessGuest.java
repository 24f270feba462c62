package dev.ferry.memory.linux.guest;

import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.memory.Balloon;
import dev.ferry.api.memory.PageRun;
import dev.ferry.memory.linux.GuestMemory;
import dev.ferry.memory.linux.nativecall.NativeMemory;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.MemoryOracle;
import dev.ferry.workload.Pace;
import dev.ferry.workload.ProvenGuest;
import dev.ferry.workload.Runner;
import dev.ferry.workload.WorkloadRun;
import dev.ferry.workload.WorkloadState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The execution of a guest: one platform thread for each task of its workload, and one for the processes of its heap. A
 * thread that waits for a missing page is in a step: a pause waits until the page is placed. One that asks for memory is
 * not. For any thread.
 */
final class ProcessGuest implements GuestControl {

    private final String guestId;
    private final GuestMemory memory;
    private final List<Thread> threads = new ArrayList<>();
    private final PauseGate gate = new PauseGate();
    private final BalloonSteps balloonSteps;
    private volatile @Nullable WorkloadRun work;
    private volatile boolean ended;

    /** A guest without a state yet, in memory that outlives it. */
    ProcessGuest(String guestId, GuestMemory memory) {
        this.guestId = guestId;
        this.memory = memory;
        this.balloonSteps = new BalloonSteps(memory, gate);
    }

    @Override
    public synchronized void pause() {
        gate.hold();
        threads.forEach(LockSupport::unpark);
        gate.awaitHeld();
    }

    @Override
    public synchronized void resume() {
        WorkloadRun loaded = loaded();
        if (threads.isEmpty()) {
            startThreads(loaded);
        }
        gate.open();
    }

    private void startThreads(WorkloadRun loaded) {
        for (Runner runner : loaded.runners()) {
            String name = "guest-" + guestId + "-task-" + threads.size();
            gate.enter();
            threads.add(Thread.ofPlatform().daemon().name(name).start(() -> work(runner, loaded.pace())));
        }
    }

    private void work(Runner runner, Pace pace) {
        try (GuestWords words = new GuestWords(memory)) {
            while (gate.pass()) {
                if (pace.isDue()) {
                    runner.step(words);
                }
                if (runner.isShortOfMemory()) {
                    gate.outside(runner::askForMemory);
                }
            }
        } catch (RuntimeException | Error failure) {
            runner.complain("ended by " + failure);
        } finally {
            gate.leave();
        }
    }

    @Override
    public synchronized byte[] saveState() {
        return state().toBytes();
    }

    private WorkloadState state() {
        if (gate.isOpen()) {
            throw new IllegalStateException("guest " + guestId + " runs: pause it first");
        }
        return loaded().state();
    }

    private WorkloadRun loaded() {
        WorkloadRun loaded = work;
        if (loaded == null || ended) {
            throw new IllegalStateException(
                    "guest " + guestId + (ended ? " is closed" : " has no state yet"));
        }
        return loaded;
    }

    @Override
    public synchronized void loadState(byte[] state) {
        load(WorkloadState.fromBytes(state));
    }

    @Override
    public synchronized boolean stun(int percent) {
        loaded().stun().set(percent);
        threads.forEach(LockSupport::unpark);
        return true;
    }

    /** Takes over a state, as {@link #loadState}. */
    synchronized void load(WorkloadState state) {
        if (!threads.isEmpty() || ended) {
            throw new IllegalStateException("guest " + guestId + " has run already");
        }
        work = new WorkloadRun(memory.geometry(), state, balloonSteps);
    }

    @Override
    public OptionalLong workDone() {
        WorkloadRun loaded = work;
        return OptionalLong.of(loaded == null ? 0 : loaded.state().totalSteps());
    }

    /** As {@link GuestPlatform.Vacant#discardBy}. */
    void discardBy(BooleanSupplier canDiscard, Consumer<PageRun> discard) {
        balloonSteps.discardBy(canDiscard, discard);
    }

    /** As {@link ProvenGuest#balloon()}. */
    Optional<Balloon> balloon() {
        WorkloadRun loaded = work;
        if (loaded == null) {
            throw new IllegalStateException("guest " + guestId + " has no state yet");
        }
        return loaded.balloon().map(Balloon.class::cast);
    }

    /** As {@link ProvenGuest#prove()}. */
    synchronized Optional<String> prove() {
        boolean running = gate.isOpen();
        pause();
        try {
            return loaded().complaint().map(found -> "the guest found: " + found)
                    .or(this::firstMismatch);
        } finally {
            if (running) {
                resume();
            }
        }
    }

    private Optional<String> firstMismatch() {
        MemoryOracle oracle = new MemoryOracle(memory.geometry(), state());
        return oracle
                .firstMismatch((page, target) -> NativeMemory.copy(target.address(), memory.hostAddress(page),
                        target.byteSize()))
                .map(wrong -> "page " + wrong.page() + " differs at byte " + wrong.offsetBytes());
    }

    /**
     * Tells the guest to end between two steps. Does not wait, not even for a pause or a proof: they may wait for a
     * missing page until its trap is closed.
     */
    void end() {
        ended = true;
        gate.end();
    }

    /**
     * Waits until the guest has ended, and whoever is at its balloon has left it. No thread of it may wait for a missing
     * page any more.
     */
    synchronized void awaitEnd() {
        threads.forEach(LockSupport::unpark);
        threads.forEach(ProcessGuest::join);
        threads.clear();
        gate.awaitLeft();
    }

    /** Memory is unmapped next, so that an interrupt must not cut this short. */
    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
