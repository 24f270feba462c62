package dev.ferry.workload;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs processes in a {@link Heap}, one after the other: a step takes a page, and once the process has all, gives one
 * back. Where none is free the step is put off, and memory asked for.
 */
public final class ProcessRunner implements Runner {

    private final GuestHeap heap;
    private final HeapBalloon balloon;
    private volatile long steps;
    private volatile @Nullable String complaint;
    private boolean isShort;

    ProcessRunner(GuestHeap heap, HeapBalloon balloon, long steps) {
        this.heap = heap;
        this.balloon = balloon;
        this.steps = steps;
    }

    @Override
    public long steps() {
        return steps;
    }

    @Override
    public Optional<String> complaint() {
        return Optional.ofNullable(complaint);
    }

    @Override
    public void complain(String what) {
        if (complaint == null) {
            complaint = "step " + steps + " of the processes: " + what;
        }
    }

    @Override
    public void step(PageWords memory) {
        long allocated = heap.heap().allocated(steps);
        boolean takes = heap.heap().allocated(steps + 1) > allocated;
        isShort = takes && !heap.take(memory, allocated, this::complain);
        if (!takes) {
            heap.giveBack(memory, heap.heap().freed(steps), this::complain);
        }
        if (!isShort) {
            steps = steps + 1;
        }
    }

    @Override
    public boolean isShortOfMemory() {
        return isShort;
    }

    @Override
    public void askForMemory() {
        isShort = false;
        balloon.press(Heap.PRESSURE_PAGES);
    }
}
