package dev.ferry.simulator.migration;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.event.Delivery;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands out owed pages in the order of a scheduler, and tells it of the faults that were answered meanwhile. One that
 * breaks its contract ends the simulation: the engine goes on without it, but figures of that would say nothing.
 */
final class Push implements Supply {

    /** Runs without an owed page that a scheduler may hand out in a row. */
    private static final int MAX_FRUITLESS_RUNS = 10_000;

    private final Owed owed;
    private final PushScheduler scheduler;
    private final Deque<Long> answered;
    private boolean waitsForFault;

    /** @param answered the pages that were sent because the guest asked: taken from there */
    Push(Owed owed, PushScheduler scheduler, Deque<Long> answered) {
        this.owed = owed;
        this.scheduler = scheduler;
        this.answered = answered;
        tell(() -> scheduler.begin(owed.pages()));
    }

    @Override
    public boolean next(Batch batch) {
        if (waitsForFault && answered.isEmpty()) {
            return owed.remaining() > 0;
        }
        while (!answered.isEmpty()) {
            long page = answered.removeFirst();
            tell(() -> scheduler.onNetworkFault(page));
        }
        fill(batch);
        waitsForFault = batch.isEmpty();
        return owed.remaining() > 0;
    }

    private void fill(Batch batch) {
        int fruitless = 0;
        while (batch.room() > 0 && owed.remaining() > 0) {
            PageRun run = ask(() -> scheduler.next(batch.room()));
            if (run == null) {
                return;
            }
            check(run, batch);
            fruitless = claim(run, batch) ? 0 : fruitless + 1;
            if (fruitless > MAX_FRUITLESS_RUNS) {
                throw broken("handed out " + fruitless + " runs in a row without an owed page, the last "
                        + run);
            }
        }
    }

    private void tell(Runnable news) {
        ask(() -> {
            news.run();
            return null;
        });
    }

    /** Names the scheduler where it throws. */
    private @Nullable PageRun ask(Supplier<@Nullable PageRun> question) {
        try {
            return question.get();
        } catch (RuntimeException | LinkageError thrown) {
            throw new FerryException(ErrorCode.PLUGIN_FAILED,
                    "scheduler " + scheduler.getClass().getName() + " broke its contract: it threw " + thrown,
                    thrown);
        }
    }

    private boolean claim(PageRun run, Batch batch) {
        long before = owed.remaining();
        long page = owed.pages().next(run.first(), run.end());
        while (page != PageSet.NONE) {
            long end = owed.claim(page, run.end());
            batch.add(page, end);
            page = owed.pages().next(end, run.end());
        }
        return owed.remaining() < before;
    }

    private void check(PageRun run, Batch batch) {
        if (run.count() > batch.room() || run.end() > owed.pages().pageCount()) {
            throw broken("it handed out " + run + ", asked for at most " + batch.room() + " pages of "
                    + owed.pages().pageCount());
        }
    }

    private FerryException broken(String what) {
        return new FerryException(ErrorCode.PLUGIN_FAILED,
                "scheduler " + scheduler.getClass().getName() + " broke its contract: " + what);
    }

    @Override
    public Delivery delivery() {
        return Delivery.PUSH;
    }
}
