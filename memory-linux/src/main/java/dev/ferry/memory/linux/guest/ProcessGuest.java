package dev.ferry.memory.linux.guest;

import dev.ferry.api.guest.GuestControl;
import dev.ferry.memory.linux.GuestMemory;
import dev.ferry.memory.linux.nativecall.NativeMemory;
import dev.ferry.workload.MemoryOracle;
import dev.ferry.workload.Workload;
import dev.ferry.workload.WorkloadState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The execution of a guest: one platform thread for each task of its workload. A thread that waits for a missing page
 * is in a step: a pause waits until the page is placed. For any thread.
 */
final class ProcessGuest implements GuestControl {

    private final String guestId;
    private final GuestMemory memory;
    private final AtomicReference<@Nullable String> finding = new AtomicReference<>();
    private final List<Thread> threads = new ArrayList<>();
    private final PauseGate gate = new PauseGate();
    private volatile List<TaskRunner> runners = List.of();
    private @Nullable Workload workload;
    private volatile boolean ended;

    /** A guest without a state yet, in memory that outlives it. */
    ProcessGuest(String guestId, GuestMemory memory) {
        this.guestId = guestId;
        this.memory = memory;
    }

    @Override
    public synchronized void pause() {
        gate.hold();
        threads.forEach(LockSupport::unpark);
        gate.awaitHeld();
    }

    @Override
    public synchronized void resume() {
        workload();
        if (threads.isEmpty()) {
            startThreads();
        }
        gate.open();
    }

    private void startThreads() {
        for (TaskRunner runner : runners) {
            String name = "guest-" + guestId + "-task-" + threads.size();
            gate.enter();
            threads.add(Thread.ofPlatform().daemon().name(name).start(runner));
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
        return new WorkloadState(workload(), runners.stream().map(TaskRunner::steps).toList());
    }

    private Workload workload() {
        if (workload == null || ended) {
            throw new IllegalStateException(
                    "guest " + guestId + (ended ? " is closed" : " has no state yet"));
        }
        return workload;
    }

    @Override
    public synchronized void loadState(byte[] state) {
        load(WorkloadState.fromBytes(state));
    }

    /** Takes over a state, as {@link #loadState}. */
    synchronized void load(WorkloadState state) {
        if (!threads.isEmpty() || ended) {
            throw new IllegalStateException("guest " + guestId + " has run already");
        }
        Workload loaded = state.workload();
        if (loaded.patterned().end() > memory.geometry().pageCount()) {
            throw new IllegalArgumentException("the workload's " + loaded.patterned() + " leaves the "
                    + memory.geometry().pageCount() + " pages of guest " + guestId);
        }
        workload = loaded;
        runners = IntStream.range(0, loaded.tasks().size())
                .mapToObj(index -> new TaskRunner(memory, loaded, loaded.tasks().get(index),
                        state.steps().get(index), gate, finding))
                .toList();
    }

    @Override
    public OptionalLong workDone() {
        return OptionalLong.of(runners.stream().mapToLong(TaskRunner::steps).sum());
    }

    /** As {@link dev.ferry.workload.ProvenGuest#prove()}. */
    synchronized Optional<String> prove() {
        boolean running = gate.isOpen();
        pause();
        try {
            return Optional.ofNullable(finding.get()).map(found -> "the guest found: " + found)
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

    /** Waits until the guest has ended. No thread of it may wait for a missing page any more. */
    synchronized void awaitEnd() {
        threads.forEach(LockSupport::unpark);
        threads.forEach(ProcessGuest::join);
        threads.clear();
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
