package dev.ferry.memory.linux.guest;

import dev.ferry.memory.linux.GuestMemory;
import dev.ferry.workload.PagePattern;
import dev.ferry.workload.Task;
import dev.ferry.workload.Workload;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Does the steps of one task, in a thread of its own. */
final class TaskRunner implements Runnable {

    private final GuestMemory memory;
    private final Workload workload;
    private final Task task;
    private final PauseGate gate;
    private final AtomicReference<@Nullable String> finding;
    private final long lastWord;
    private volatile long steps;

    /**
     * A runner that goes on after {@code steps} steps.
     *
     * @param finding takes the first thing that this or another runner finds wrong
     */
    TaskRunner(GuestMemory memory, Workload workload, Task task, long steps, PauseGate gate,
            AtomicReference<@Nullable String> finding) {
        this.memory = memory;
        this.workload = workload;
        this.task = task;
        this.steps = steps;
        this.gate = gate;
        this.finding = finding;
        this.lastWord = memory.geometry().pageSizeBytes() / Long.BYTES - 1;
    }

    /** The steps completed. */
    long steps() {
        return steps;
    }

    @Override
    public void run() {
        Pace pace = new Pace(workload.stepsPerSecond());
        try (GuestWords words = new GuestWords()) {
            while (gate.pass()) {
                if (pace.isDue()) {
                    visit(words, task.page(workload.seed(), steps));
                    steps = steps + 1;
                }
            }
        } catch (RuntimeException | Error failure) {
            report("ended by " + failure);
        } finally {
            gate.leave();
        }
    }

    private void visit(GuestWords words, long page) {
        long start = memory.hostAddress(page);
        long word = 1 + steps % (lastWord - 1);
        expect(page, word, words.read(start + word * Long.BYTES),
                PagePattern.bodyWord(workload.seed(), page, word));
        if (task.kind() == Task.Kind.WRITER) {
            long end = start + lastWord * Long.BYTES;
            long visits = words.read(start);
            expect(page, lastWord, words.read(end), ~visits);
            words.write(start, visits + 1);
            words.write(end, ~(visits + 1));
        }
    }

    private void expect(long page, long word, long actual, long expected) {
        if (actual != expected) {
            report("word " + word + " of page " + page + " was 0x" + Long.toHexString(actual)
                    + " instead of 0x"
                    + Long.toHexString(expected));
        }
    }

    private void report(String what) {
        finding.compareAndSet(null, "step " + steps + " of " + task + ": " + what);
    }
}
