package dev.ferry.testkit.guest;

import dev.ferry.workload.PagePattern;
import dev.ferry.workload.Task;
import dev.ferry.workload.Workload;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Does the steps of one task. {@link #step} is for one thread; what it has come to can be read by any. */
final class TaskRunner {

    private final SoftwareMemory memory;
    private final Workload workload;
    private final Task task;
    private final long lastWord;
    private volatile long steps;
    private volatile @Nullable String complaint;

    TaskRunner(SoftwareMemory memory, Workload workload, int index, long steps) {
        this.memory = memory;
        this.workload = workload;
        this.task = workload.tasks().get(index);
        this.lastWord = memory.geometry().pageSizeBytes() / Long.BYTES - 1;
        this.steps = steps;
    }

    Workload workload() {
        return workload;
    }

    long steps() {
        return steps;
    }

    Optional<String> complaint() {
        return Optional.ofNullable(complaint);
    }

    /** Visits the next page: checks a word of the body, another one each time, and as a writer counts the visit. */
    void step() {
        long step = steps;
        long page = task.page(workload.seed(), step);
        long word = 1 + step % (lastWord - 1);
        check(page, word, PagePattern.bodyWord(workload.seed(), page, word));
        if (task.kind() == Task.Kind.WRITER) {
            countVisit(page);
        }
        steps = step + 1;
    }

    private void countVisit(long page) {
        long visits = memory.get(page, 0);
        check(page, lastWord, ~visits);
        memory.set(page, 0, visits + 1);
        memory.set(page, lastWord * Long.BYTES, ~(visits + 1));
    }

    private void check(long page, long word, long expected) {
        long actual = memory.get(page, word * Long.BYTES);
        if (actual != expected && complaint == null) {
            complaint = String.format("%s read 0x%x, not 0x%x, from word %d of page %d in step %d", task,
                    actual,
                    expected, word, page, steps);
        }
    }
}
