package dev.ferry.workload;

import dev.ferry.api.memory.PageRun;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * How far a workload has come: what a guest made of threads carries as its execution state.
 *
 * @param workload what is done
 * @param steps the steps each task has completed, in the order of the tasks
 */
public record WorkloadState(Workload workload, List<Long> steps) {

    private static final int HEADER_BYTES = 5 * Long.BYTES;
    private static final int TASK_BYTES = 5 * Long.BYTES;

    /** Checks that each task has its steps. */
    public WorkloadState {
        steps = List.copyOf(steps);
        if (steps.size() != workload.tasks().size() || steps.stream().anyMatch(done -> done < 0)) {
            throw new IllegalArgumentException(
                    steps + " are not the steps of " + workload.tasks().size() + " tasks");
        }
    }

    /** Nothing done yet. */
    public static WorkloadState initial(Workload workload) {
        return new WorkloadState(workload, workload.tasks().stream().map(task -> 0L).toList());
    }

    /** Each task anywhere in its first round, by a seed: a sort has one until it shuffles again. */
    public static WorkloadState inTheMiddle(Workload workload, long seed) {
        return new WorkloadState(workload, workload.tasks().stream().map(
                task -> SplitMix.below(task.roundSteps(), SplitMix.mix(seed) + task.pages().first()))
                .toList());
    }

    /** Steps done by all tasks. */
    public long totalSteps() {
        return steps.stream().mapToLong(Long::longValue).sum();
    }

    /** Writes the state, little-endian. */
    public byte[] toBytes() {
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + TASK_BYTES * steps.size())
                .order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(workload.seed()).putLong(workload.patterned().first())
                .putLong(workload.patterned().count())
                .putLong(workload.stepsPerSecond()).putLong(steps.size());
        for (int index = 0; index < steps.size(); index++) {
            Task task = workload.tasks().get(index);
            out.putLong(task.kind().ordinal()).putLong(task.order().ordinal()).putLong(task.pages().first())
                    .putLong(task.pages().count()).putLong(steps.get(index));
        }
        return out.array();
    }

    /**
     * Reads what {@link #toBytes} wrote.
     *
     * @throws IllegalArgumentException where it is something else
     */
    public static WorkloadState fromBytes(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        try {
            long seed = in.getLong();
            PageRun patterned = new PageRun(in.getLong(), in.getLong());
            long stepsPerSecond = in.getLong();
            long count = in.getLong();
            if (count != in.remaining() / TASK_BYTES || in.remaining() % TASK_BYTES != 0) {
                throw new IllegalArgumentException(count + " tasks in " + in.remaining() + " bytes");
            }
            List<Task> tasks = new ArrayList<>();
            List<Long> steps = new ArrayList<>();
            while (in.hasRemaining()) {
                tasks.add(new Task(constant(Task.Kind.values(), in.getLong()),
                        constant(Task.Order.values(), in.getLong()),
                        new PageRun(in.getLong(), in.getLong())));
                steps.add(in.getLong());
            }
            return new WorkloadState(new Workload(seed, patterned, tasks, stepsPerSecond), steps);
        } catch (BufferUnderflowException tooShort) {
            throw new IllegalArgumentException("a workload state of only " + bytes.length + " bytes",
                    tooShort);
        }
    }

    private static <E> E constant(E[] constants, long ordinal) {
        if (ordinal < 0 || ordinal >= constants.length) {
            throw new IllegalArgumentException("ordinal " + ordinal + " of " + constants.length);
        }
        return constants[(int) ordinal];
    }
}
