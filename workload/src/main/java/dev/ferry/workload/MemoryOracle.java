package dev.ferry.workload;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * Knows what every byte of a guest must be, from its workload and the steps done, and compares. Slow and obvious: it
 * replays what has no formula. For one thread, while the guest is paused.
 */
public final class MemoryOracle {

    /** Copies a page of the guest, waiting for it where it is still missing. */
    @FunctionalInterface
    public interface PageReader {
        /** Fills {@code target}, as long as a page, with the page's bytes. */
        void read(long page, MemorySegment target);
    }

    /** Says what the guest's own pages (code, page tables) hold; the others are zero. */
    @FunctionalInterface
    public interface PlatformPages {
        /** Fills {@code target}, a zeroed page, with what page {@code page} must hold. */
        void expected(long page, MemorySegment target);
    }

    /**
     * The first difference found.
     *
     * @param page where
     * @param offsetBytes within the page
     */
    public record Mismatch(long page, long offsetBytes) {}

    private final MemoryGeometry geometry;
    private final WorkloadState state;
    private final PlatformPages platformPages;
    /** What word 0 of the patterned pages must hold, but for what has a formula. */
    private final long[] replayed;

    /** An oracle for a guest whose other pages are zero. */
    public MemoryOracle(MemoryGeometry geometry, WorkloadState state) {
        this(geometry, state, (page, target) -> {});
    }

    /** An oracle for a guest with pages of its own beside the patterned ones. */
    public MemoryOracle(MemoryGeometry geometry, WorkloadState state, PlatformPages platformPages) {
        this.geometry = geometry;
        this.state = state;
        this.platformPages = platformPages;
        this.replayed = replay();
    }

    /**
     * Fills {@code target}, as long as a page, with what page {@code page} must hold; of a heap only what it holds at
     * first.
     */
    public void expected(long page, MemorySegment target) {
        Workload workload = state.workload();
        if (workload.patterned().contains(page)) {
            PagePattern.fill(target, workload.seed(), page, firstWord(page));
        } else if (workload.heap().isPresent() && workload.heap().get().pages().contains(page)) {
            HeapProof.initial(workload, page, target);
        } else {
            target.fill((byte) 0);
            platformPages.expected(page, target);
        }
    }

    /** Gives what the pages of a run must hold, in ascending order. */
    public void giveContents(PageRun run, GuestPlatform.PageSink sink) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment contents = arena.allocate(geometry.pageSizeBytes(), Long.BYTES);
            for (long page = run.first(); page < run.end(); page++) {
                expected(page, contents);
                sink.put(page, contents);
            }
        }
    }

    /**
     * Reads all pages, compares those that mean something, and returns the first difference; empty where all of them are
     * right. Free pages of a heap mean nothing, unless they have come out of the balloon.
     */
    public Optional<Mismatch> firstMismatch(PageReader memory) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment actual = arena.allocate(geometry.pageSizeBytes(), Long.BYTES);
            MemorySegment expected = arena.allocate(geometry.pageSizeBytes(), Long.BYTES);
            Optional<Heap> heap = state.workload().heap();
            for (long page = 0; page < geometry.pageCount(); page++) {
                memory.read(page, actual);
                if (heap.isPresent() && heap.get().pages().contains(page)) {
                    continue;
                }
                expected(page, expected);
                long offset = actual.mismatch(expected);
                if (offset >= 0) {
                    return Optional.of(new Mismatch(page, offset));
                }
            }
            return heap.flatMap(unused -> new HeapProof(geometry, state, memory).firstMismatch());
        }
    }

    /** What word 0 of a page must hold: how often writers have visited it, or its key where it is sorted. */
    long firstWord(long page) {
        long first = replayed[Math.toIntExact(page - state.workload().patterned().first())];
        List<Task> tasks = state.workload().tasks();
        for (int index = 0; index < tasks.size(); index++) {
            Task task = tasks.get(index);
            if (task.countsVisits() && task.order() == Task.Order.SEQUENTIAL && task.pages().contains(page)) {
                PageRun pages = task.pages();
                first += (state.steps().get(index) + pages.end() - page - 1) / pages.count();
            }
        }
        return first;
    }

    private long[] replay() {
        Workload workload = state.workload();
        long[] firstWords = new long[Math.toIntExact(workload.patterned().count())];
        for (int index = 0; index < workload.tasks().size(); index++) {
            Task task = workload.tasks().get(index);
            long steps = state.steps().get(index);
            if (task.order() == Task.Order.QUICKSORT) {
                sort(task, steps, firstWords);
            } else if (task.countsVisits() && task.order() != Task.Order.SEQUENTIAL) {
                countVisits(task, steps, firstWords);
            }
        }
        return firstWords;
    }

    private void sort(Task task, long steps, long[] firstWords) {
        Quicksort sort = state.workload().sort(task, steps);
        int first = Math.toIntExact(task.pages().first() - state.workload().patterned().first());
        for (int position = 0; position < sort.length(); position++) {
            firstWords[first + position] = sort.key(position);
        }
    }

    private void countVisits(Task task, long steps, long[] firstWords) {
        Workload workload = state.workload();
        for (long step = 0; step < steps; step++) {
            firstWords[Math.toIntExact(task.page(workload.seed(), step) - workload.patterned().first())]++;
        }
    }
}
