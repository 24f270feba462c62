package dev.ferry.workload;

import dev.ferry.api.memory.PageRun;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * How far a workload has come: what a guest made of threads carries as its execution state.
 *
 * @param workload what is done
 * @param steps the steps each task has completed, in the order of the tasks, and last those of the processes of the heap,
 *        where there are any
 */
public record WorkloadState(Workload workload, List<Long> steps) {

    private static final int HEADER_BYTES = 9 * Long.BYTES;
    private static final int TASK_BYTES = 5 * Long.BYTES;

    /** Checks that each task has its steps. */
    public WorkloadState {
        steps = List.copyOf(steps);
        if (steps.size() != workload.threads() || steps.stream().anyMatch(done -> done < 0)) {
            throw new IllegalArgumentException(
                    steps + " are not the steps of " + workload.tasks().size() + " tasks"
                            + (workload.threads() > workload.tasks().size() ? " and of processes" : ""));
        }
    }

    /** Nothing done yet. */
    public static WorkloadState initial(Workload workload) {
        return new WorkloadState(workload, Collections.nCopies(workload.threads(), 0L));
    }

    /**
     * Each task anywhere in its first round, by a seed: a sort has one until it shuffles again. No process of the heap has
     * run yet.
     */
    public static WorkloadState inTheMiddle(Workload workload, long seed) {
        List<Long> steps = new ArrayList<>(initial(workload).steps());
        for (int index = 0; index < workload.tasks().size(); index++) {
            Task task = workload.tasks().get(index);
            steps.set(index, SplitMix.below(task.roundSteps(), SplitMix.mix(seed) + task.pages().first()));
        }
        return new WorkloadState(workload, steps);
    }

    /** The steps that the processes of the heap have done; 0 where there are none. */
    public long heapSteps() {
        return steps.size() > workload.tasks().size() ? steps.getLast() : 0;
    }

    /** Steps done by all tasks. */
    public long totalSteps() {
        return steps.stream().mapToLong(Long::longValue).sum();
    }

    /** Writes the state, little-endian. A workload without a heap has one of no pages there. */
    public byte[] toBytes() {
        List<Task> tasks = workload.tasks();
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + TASK_BYTES * tasks.size())
                .order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(workload.seed());
        put(out, workload.patterned());
        out.putLong(workload.stepsPerSecond());
        putHeap(out);
        out.putLong(tasks.size());
        for (int index = 0; index < tasks.size(); index++) {
            Task task = tasks.get(index);
            out.putLong(task.kind().ordinal()).putLong(task.order().ordinal());
            put(out, task.pages());
            out.putLong(steps.get(index));
        }
        return out.array();
    }

    private void putHeap(ByteBuffer out) {
        Optional<Heap> heap = workload.heap();
        out.putLong(heap.map(one -> one.pages().first()).orElse(0L))
                .putLong(heap.map(one -> one.pages().count()).orElse(0L))
                .putLong(heap.map(Heap::processPages).orElse(0L)).putLong(heapSteps());
    }

    private static void put(ByteBuffer out, PageRun run) {
        out.putLong(run.first()).putLong(run.count());
    }

    /**
     * Reads what {@link #toBytes} wrote.
     *
     * @throws IllegalArgumentException where the bytes are not such a state
     */
    public static WorkloadState fromBytes(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        try {
            long seed = in.getLong();
            PageRun patterned = run(in);
            long stepsPerSecond = in.getLong();
            Optional<Heap> heap = heap(in.getLong(), in.getLong(), in.getLong());
            long heapSteps = in.getLong();
            long count = in.getLong();
            if (count != in.remaining() / TASK_BYTES || in.remaining() % TASK_BYTES != 0) {
                throw new IllegalArgumentException(count + " tasks in " + in.remaining() + " bytes");
            }
            List<Task> tasks = new ArrayList<>();
            List<Long> steps = new ArrayList<>();
            while (in.hasRemaining()) {
                tasks.add(new Task(constant(Task.Kind.values(), in.getLong()),
                        constant(Task.Order.values(), in.getLong()), run(in)));
                steps.add(in.getLong());
            }
            heap.filter(Heap::hasProcesses).ifPresent(_ -> steps.add(heapSteps));
            return new WorkloadState(new Workload(seed, patterned, tasks, stepsPerSecond, heap), steps);
        } catch (BufferUnderflowException tooShort) {
            throw new IllegalArgumentException("a workload state of only " + bytes.length + " bytes",
                    tooShort);
        }
    }

    private static Optional<Heap> heap(long first, long count, long processPages) {
        return count == 0 ? Optional.empty() : Optional.of(new Heap(new PageRun(first, count), processPages));
    }

    private static PageRun run(ByteBuffer in) {
        return new PageRun(in.getLong(), in.getLong());
    }

    private static <E> E constant(E[] constants, long ordinal) {
        if (ordinal < 0 || ordinal >= constants.length) {
            throw new IllegalArgumentException("ordinal " + ordinal + " of " + constants.length);
        }
        return constants[(int) ordinal];
    }
}
