package dev.ferry.testkit.guest;

import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.memory.PageRun;
import dev.ferry.workload.Workload;
import dev.ferry.workload.WorkloadState;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The threads of a software guest, one per task, and the switch for them. A thread is inside the gate only for the
 * length of a step, so that pausing waits for steps, not for their pace. A step that waits for a missing page holds
 * the pause up until the page comes; at a source no page is missing.
 */
final class SoftwareControl implements GuestControl {

    private static final long RUNNING = 0;

    private final String guestId;
    private final SoftwareMemory memory;
    private final StampedLock gate = new StampedLock();
    /** The stamp with which the gate is shut, or {@link #RUNNING}. */
    private long pauseStamp = gate.writeLock();
    private volatile List<TaskRunner> tasks = List.of();
    private volatile boolean ended;
    private List<Thread> threads = List.of();

    /** A guest that is paused and has no work yet. */
    SoftwareControl(String guestId, SoftwareMemory memory) {
        this.guestId = guestId;
        this.memory = memory;
    }

    @Override
    public synchronized void pause() {
        if (pauseStamp == RUNNING) {
            pauseStamp = gate.writeLock();
        }
    }

    @Override
    public synchronized void resume() {
        checkLoaded();
        if (threads.isEmpty()) {
            memory.presence().guestRuns();
            threads = IntStream.range(0, tasks.size()).mapToObj(this::startThread).toList();
        }
        openGate();
    }

    @Override
    public synchronized byte[] saveState() {
        if (pauseStamp == RUNNING) {
            throw new IllegalStateException("guest '" + guestId + "' runs: pause it first");
        }
        return state().toBytes();
    }

    @Override
    public void loadState(byte[] state) {
        load(WorkloadState.fromBytes(state));
    }

    /** Takes over work in progress; the guest has not run yet. */
    synchronized void load(WorkloadState state) {
        PageRun patterned = state.workload().patterned();
        if (patterned.end() > memory.geometry().pageCount()) {
            throw new IllegalArgumentException("work on " + patterned + " does not fit into "
                    + memory.geometry().pageCount() + " pages");
        }
        if (!threads.isEmpty()) {
            throw new IllegalStateException("guest '" + guestId + "' has run already");
        }
        Workload workload = state.workload();
        tasks = IntStream.range(0, workload.tasks().size())
                .mapToObj(index -> new TaskRunner(memory, workload, index, state.steps().get(index)))
                .toList();
    }

    @Override
    public OptionalLong workDone() {
        return OptionalLong.of(tasks.stream().mapToLong(TaskRunner::steps).sum());
    }

    /** The first thing that a task has found wrong. */
    Optional<String> complaint() {
        return tasks.stream().flatMap(task -> task.complaint().stream()).findFirst();
    }

    /** Holds the guest between two steps for the length of {@code action}, and lets it go on if it ran before. */
    synchronized <T> T whilePaused(Function<WorkloadState, T> action) {
        checkLoaded();
        boolean ran = pauseStamp == RUNNING;
        pause();
        try {
            return action.apply(state());
        } finally {
            if (ran) {
                openGate();
            }
        }
    }

    /** Ends the threads, once accesses to memory do not wait any more. May be called twice. */
    void end() {
        ended = true;
        synchronized (this) {
            openGate();
            threads.forEach(SoftwareControl::awaitEnd);
        }
    }

    private WorkloadState state() {
        checkLoaded();
        return new WorkloadState(tasks.getFirst().workload(), tasks.stream().map(TaskRunner::steps).toList());
    }

    private void openGate() {
        if (pauseStamp != RUNNING) {
            gate.unlockWrite(pauseStamp);
            pauseStamp = RUNNING;
        }
    }

    private void checkLoaded() {
        if (tasks.isEmpty()) {
            throw new IllegalStateException("guest '" + guestId + "' has no execution state yet");
        }
        if (ended) {
            throw new IllegalStateException("guest '" + guestId + "' is closed");
        }
    }

    private Thread startThread(int index) {
        return Thread.ofPlatform().daemon().name("ferry-" + guestId + "-task-" + index)
                .start(() -> work(tasks.get(index)));
    }

    private void work(TaskRunner task) {
        Pace pace = new Pace(task.workload().stepsPerSecond());
        try {
            while (!ended) {
                pace.awaitTurn();
                step(task);
            }
        } catch (AccessEndedException closedWhilePageWasMissing) {
            // The guest was closed: nobody asks for this step any more.
        }
    }

    private void step(TaskRunner task) {
        long stamp = gate.readLock();
        try {
            if (!ended) {
                task.step();
            }
        } finally {
            gate.unlockRead(stamp);
        }
    }

    private static void awaitEnd(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            // Ends the wait for the pace.
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException askedToStop) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
