package dev.ferry.testkit.guest;

import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.memory.Balloon;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.workload.HeapBalloon;
import dev.ferry.workload.Pace;
import dev.ferry.workload.PageWords;
import dev.ferry.workload.Runner;
import dev.ferry.workload.WorkloadRun;
import dev.ferry.workload.WorkloadState;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a software guest, one per task, and the switch for them. A thread is inside the gate only for the
 * length of a step, so that pausing waits for steps, not for their pace, nor for an answer to a call for memory. A step
 * that waits for a missing page holds the pause up until the page comes; at a source no page is missing.
 */
final class SoftwareControl implements GuestControl {

    private static final long RUNNING = 0;

    private final String guestId;
    private final SoftwareMemory memory;
    /** With a {@link StampedLock} threads that are not paced might never let a pause in. */
    private final WriterFirstLock gate = new WriterFirstLock();
    /** The stamp with which the gate is shut, or {@link #RUNNING}. */
    private long pauseStamp = gate.writeLock();
    private final PageWords words = new TouchedWords();
    private volatile @Nullable WorkloadRun work;
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
            memory.presence().paging().beforePause();
        }
        hold();
    }

    private void hold() {
        if (pauseStamp == RUNNING) {
            pauseStamp = gate.writeLock();
        }
    }

    @Override
    public synchronized void resume() {
        WorkloadRun loaded = loaded();
        if (threads.isEmpty()) {
            memory.presence().guestRuns();
            threads = IntStream.range(0, loaded.runners().size())
                    .mapToObj(index -> startThread(loaded, index)).toList();
        }
        openGate();
    }

    @Override
    public synchronized byte[] saveState() {
        if (pauseStamp == RUNNING) {
            throw new IllegalStateException("guest '" + guestId + "' runs: pause it first");
        }
        Paging paging = memory.presence().paging();
        paging.prepareHandover(this::collectFree);
        return paging.addTo(loaded().state().toBytes());
    }

    @Override
    public void loadState(byte[] state) {
        load(WorkloadState.fromBytes(memory.presence().paging().takeFrom(state)));
    }

    @Override
    public synchronized boolean stun(int percent) {
        loaded().stun().set(percent);
        threads.forEach(LockSupport::unpark);
        return true;
    }

    /** Takes over work in progress; the guest has not run yet. */
    synchronized void load(WorkloadState state) {
        if (!threads.isEmpty()) {
            throw new IllegalStateException("guest '" + guestId + "' has run already");
        }
        work = new WorkloadRun(memory.geometry(), state, new BalloonPlatform());
    }

    /** What takes memory from the heap of its workload, where that has one. */
    Optional<Balloon> balloon() {
        return loaded().balloon().map(Function.identity());
    }

    /**
     * Adds the pages that the guest would take without asking anybody for their contents: those that hold nothing, and
     * those that are free in its heap. Of one moment only while it is paused.
     */
    void collectFree(PageBitmap free) {
        PageBitmap unused = PageBitmap.full(free.pageCount());
        unused.removeAll(memory.used());
        free.addAll(unused);
        WorkloadRun loaded = work;
        if (loaded != null) {
            loaded.collectFree(new UntouchedWords(), free);
        }
    }

    @Override
    public OptionalLong workDone() {
        WorkloadRun loaded = work;
        return OptionalLong.of(loaded == null ? 0 : loaded.state().totalSteps());
    }

    /** The first thing that a task has found wrong. */
    Optional<String> complaint() {
        return loaded().complaint();
    }

    /** Holds the guest between two steps for the length of {@code action}, and lets it go on if it ran before. */
    synchronized <T> T whilePaused(Function<WorkloadState, T> action) {
        WorkloadRun loaded = loaded();
        boolean ran = pauseStamp == RUNNING;
        hold();
        try {
            return action.apply(loaded.state());
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
            awaitBalloon();
        }
    }

    /** Whoever holds the balloon is no thread of the guest, and may be in a step yet. */
    private void awaitBalloon() {
        gate.unlockWrite(gate.writeLock());
    }

    private void openGate() {
        if (pauseStamp != RUNNING) {
            gate.unlockWrite(pauseStamp);
            pauseStamp = RUNNING;
        }
    }

    private WorkloadRun loaded() {
        WorkloadRun loaded = work;
        if (loaded == null) {
            throw new IllegalStateException("guest '" + guestId + "' has no execution state yet");
        }
        if (ended) {
            throw new IllegalStateException("guest '" + guestId + "' is closed");
        }
        return loaded;
    }

    private Thread startThread(WorkloadRun loaded, int index) {
        return Thread.ofPlatform().daemon().name("ferry-" + guestId + "-task-" + index)
                .start(() -> work(loaded.runners().get(index), loaded.pace()));
    }

    private void work(Runner task, Pace pace) {
        try {
            while (!ended) {
                if (pace.isDue()) {
                    step(task);
                }
                if (task.isShortOfMemory()) {
                    task.askForMemory();
                }
            }
        } catch (AccessEndedException closedWhilePageWasMissing) {
            // The guest was closed: nobody asks for this step any more.
        } catch (RuntimeException | Error failure) {
            task.complain("ended by " + failure);
        }
    }

    private void step(Runner task) {
        long stamp = gate.readLock();
        try {
            if (!ended) {
                task.step(words);
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

    /** What the balloon does is a step of the guest's, by whichever thread. */
    private final class BalloonPlatform implements HeapBalloon.Platform {

        @Override
        public boolean step(Consumer<PageWords> action) {
            long stamp = gate.tryReadLock();
            if (stamp == 0) {
                return false;
            }
            try {
                if (!ended) {
                    action.accept(words);
                    return true;
                }
            } catch (AccessEndedException closedWhilePageWasMissing) {
                // The guest was closed: nobody asks for this step any more.
            } finally {
                gate.unlockRead(stamp);
            }
            return false;
        }

        @Override
        public boolean canDiscard() {
            return memory.canDiscard();
        }

        @Override
        public void discard(PageRun run) {
            memory.discard(run);
        }
    }

    /** The memory as its hypervisor looks at it: the guest does not see that. */
    private final class UntouchedWords implements PageWords {

        @Override
        public long read(long page, long word) {
            return memory.peek(page, word * Long.BYTES);
        }

        @Override
        public void write(long page, long word, long value) {
            throw new UnsupportedOperationException("only looks");
        }
    }

    /** The memory as the guest's threads touch it. */
    private final class TouchedWords implements PageWords {

        @Override
        public long read(long page, long word) {
            return memory.get(page, word * Long.BYTES);
        }

        @Override
        public void write(long page, long word, long value) {
            memory.set(page, word * Long.BYTES, value);
        }
    }
}
