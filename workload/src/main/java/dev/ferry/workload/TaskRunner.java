package dev.ferry.workload;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Does the steps of one task, and checks what it reads. {@link #step} is for one thread; what it has come to can be
 * read by any.
 */
final class TaskRunner implements Runner {

    private final Workload workload;
    private final Task task;
    private final long lastWord;
    private volatile long steps;
    private volatile @Nullable String complaint;
    /** Made by the first step: repeating what is done takes time, which a guest that is handed over must not wait. */
    private @Nullable Quicksort sort;

    /** A runner of the task at {@code index}, with {@code steps} steps done. */
    TaskRunner(Workload workload, int index, long steps, int pageSizeBytes) {
        this.workload = workload;
        this.task = workload.tasks().get(index);
        this.lastWord = pageSizeBytes / Long.BYTES - 1;
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
    public void step(PageWords memory) {
        if (task.order() == Task.Order.QUICKSORT) {
            sort().step(new SortedPages(memory));
        } else {
            visit(memory, task.page(workload.seed(), steps));
        }
        steps = steps + 1;
    }

    @Override
    public void complain(String what) {
        if (complaint == null) {
            complaint = "step " + steps + " of " + task + ": " + what;
        }
    }

    private void visit(PageWords memory, long page) {
        checkBody(memory, page);
        if (task.kind() == Task.Kind.WRITER) {
            writeEnds(memory, page, readEnds(memory, page) + 1);
        }
    }

    /** Looks at a word of the body, another one each time. */
    private void checkBody(PageWords memory, long page) {
        long word = 1 + steps % (lastWord - 1);
        expect(page, word, memory.read(page, word), PagePattern.bodyWord(workload.seed(), page, word));
    }

    private long readEnds(PageWords memory, long page) {
        long first = memory.read(page, 0);
        expect(page, lastWord, memory.read(page, lastWord), ~first);
        return first;
    }

    private void writeEnds(PageWords memory, long page, long first) {
        memory.write(page, 0, first);
        memory.write(page, lastWord, ~first);
    }

    private void expect(long page, long word, long actual, long expected) {
        if (actual != expected) {
            complain("word " + word + " of page " + page + " was 0x" + Long.toHexString(actual)
                    + " instead of 0x" + Long.toHexString(expected));
        }
    }

    private Quicksort sort() {
        if (sort == null) {
            sort = workload.sort(task, steps);
        }
        return sort;
    }

    /** The pages of the task as keys to be sorted. */
    private final class SortedPages implements Quicksort.Keys {

        private final PageWords memory;

        SortedPages(PageWords memory) {
            this.memory = memory;
        }

        @Override
        public long read(int position, long expected) {
            long page = task.pages().first() + position;
            checkBody(memory, page);
            long key = readEnds(memory, page);
            expect(page, 0, key, expected);
            return key;
        }

        @Override
        public void write(int position, long key) {
            writeEnds(memory, task.pages().first() + position, key);
        }
    }
}
