package dev.ferry.workload;

import dev.ferry.api.memory.PageRun;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a guest does with its memory.
 *
 * @param seed of the contents and of random orders
 * @param patterned the pages that carry the {@link PagePattern}; the tasks work within them, and pages outside are
 *        zero or the guest's own (code, page tables)
 * @param tasks at least one
 * @param stepsPerSecond the pace of each task and of the processes, 0 for as fast as it goes
 * @param heap where memory is taken and given back, which a balloon can take; none where all memory is in use for good
 */
public record Workload(long seed, PageRun patterned, List<Task> tasks, long stepsPerSecond,
        Optional<Heap> heap) {

    /** A workload without a heap. */
    public Workload(long seed, PageRun patterned, List<Task> tasks, long stepsPerSecond) {
        this(seed, patterned, tasks, stepsPerSecond, Optional.empty());
    }

    /** Checks that the tasks stay within the patterned pages, and that nobody else writes what one of them sorts. */
    public Workload {
        tasks = List.copyOf(tasks);
        heap.filter(one -> one.pages().first() < patterned.end() && patterned.first() < one.pages().end())
                .ifPresent(one -> {
                    throw new IllegalArgumentException(
                            one + " overlaps the patterned pages " + patterned);
                });
        if (tasks.isEmpty() || stepsPerSecond < 0) {
            throw new IllegalArgumentException("a workload has a task, and a pace that is not negative");
        }
        for (Task task : tasks) {
            if (task.pages().first() < patterned.first() || task.pages().end() > patterned.end()) {
                throw new IllegalArgumentException(task + " leaves the patterned pages " + patterned);
            }
        }
        requireOwnPagesForSorts(tasks);
    }

    private static void requireOwnPagesForSorts(List<Task> tasks) {
        for (int index = 0; index < tasks.size(); index++) {
            Task one = tasks.get(index);
            for (Task other : tasks.subList(index + 1, tasks.size())) {
                boolean overlap = one.pages().first() < other.pages().end()
                        && other.pages().first() < one.pages().end();
                boolean sorted = one.order() == Task.Order.QUICKSORT || other.order() == Task.Order.QUICKSORT;
                if (overlap && sorted && one.kind() == Task.Kind.WRITER && other.kind() == Task.Kind.WRITER) {
                    throw new IllegalArgumentException(
                            "pages that are sorted have one writer, not " + one + " and " + other);
                }
            }
        }
    }

    /** One writer that goes through its working set in order, the workload of the papers' stress programs. */
    public static Workload sequential(long seed, PageRun patterned, PageRun workingSet, long stepsPerSecond) {
        return of(seed, patterned, Task.Order.SEQUENTIAL, workingSet, 1, stepsPerSecond);
    }

    /**
     * Writers that share a working set, each with its own part, one after the other, all in the same order.
     *
     * @param tasks how many, from 1 to the pages of the working set
     * @param stepsPerSecond of each of them, 0 for as fast as it goes
     */
    public static Workload of(long seed, PageRun patterned, Task.Order order, PageRun workingSet, int tasks,
            long stepsPerSecond) {
        if (tasks < 1 || tasks > workingSet.count()) {
            throw new IllegalArgumentException(
                    tasks + " tasks on " + workingSet.count() + " pages: each needs one at least");
        }
        long share = workingSet.count() / tasks;
        long larger = workingSet.count() % tasks;
        return new Workload(seed, patterned, IntStream.range(0, tasks).mapToObj(index -> {
            long first = workingSet.first() + index * share + Math.min(index, larger);
            return new Task(Task.Kind.WRITER, order, new PageRun(first, share + (index < larger ? 1 : 0)));
        }).toList(), stepsPerSecond);
    }

    /** The same, with a heap beside the patterned pages. */
    public Workload with(Heap heap) {
        return new Workload(seed, patterned, tasks, stepsPerSecond, Optional.of(heap));
    }

    /** The pages that hold something from the start, in ascending order. */
    public List<PageRun> filled() {
        return Stream.concat(Stream.of(patterned), heap.stream().map(Heap::pages))
                .sorted(Comparator.comparingLong(PageRun::first)).toList();
    }

    /** How many threads do it. */
    int threads() {
        return tasks.size() + (heap.filter(Heap::hasProcesses).isPresent() ? 1 : 0);
    }

    /** The sort that a task is after some steps; each task has its own keys. */
    Quicksort sort(Task task, long steps) {
        return new Quicksort(SplitMix.mix(seed + task.pages().first()), Math.toIntExact(task.pages().count()),
                steps);
    }
}
