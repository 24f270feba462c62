package dev.ferry.engine;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.event.Delivery;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.engine.order.AddressOrder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands out owed pages in the order of a scheduler, and tells it of the faults that were answered meanwhile. The lock
 * keeps the scheduler single-threaded and is held while a batch is made; answering a fault does not need it.
 *
 * <p>
 * A scheduler may push nothing until the next fault. The lanes then wait, and the thread that has answered the fault
 * asks the scheduler itself: to wake a lane that has nothing to send would only delay the next fault.
 */
final class PushSupply implements PageSupply {

    private static final Logger LOG = LoggerFactory.getLogger(PushSupply.class);

    /** Runs without an owed page that a scheduler may hand out in a row. */
    private static final int MAX_FRUITLESS_RUNS = 10_000;

    private final OwedPages owed;
    private PushScheduler scheduler;
    private final AnsweredFaults faults;
    /** What the scheduler has handed out while the lanes waited. */
    private @Nullable PageRun upNext;
    private long waitingRoom;
    private volatile boolean waiting;

    /**
     * @param owed what is to be sent
     * @param scheduler in which order
     * @param faults pages that were sent because the guest asked
     */
    PushSupply(OwedPages owed, PushScheduler scheduler, AnsweredFaults faults) {
        this.owed = owed;
        this.scheduler = scheduler;
        this.faults = faults;
        guarded(() -> scheduler.begin(owed.pages()));
        faults.onChange(this::onFault);
    }

    @Override
    public synchronized boolean next(PageBatch batch) throws InterruptedException {
        while (owed.remaining() > 0) {
            if (faults.ended()) {
                throw new FerryException(ErrorCode.LINK_LOST, "the link was lost during push");
            }
            tellOfFaults();
            boolean sound = guarded(() -> fill(batch));
            if (!batch.isEmpty()) {
                return true;
            }
            if (sound && owed.remaining() > 0) {
                awaitFault(batch.room());
            }
        }
        return false;
    }

    private void tellOfFaults() {
        for (Long page = faults.poll(); page != null; page = faults.poll()) {
            long faulted = page;
            guarded(() -> scheduler.onNetworkFault(faulted));
        }
    }

    private void awaitFault(long room) throws InterruptedException {
        waitingRoom = room;
        // Before the look at the faults: one that is added after the look sees that somebody waits.
        waiting = true;
        while (waiting && faults.nothingNew()) {
            wait();
        }
        wakeAll();
    }

    private void wakeAll() {
        waiting = false;
        notifyAll();
    }

    private void onFault() {
        if (waiting) {
            askForWaiting();
        }
    }

    private synchronized void askForWaiting() {
        tellOfFaults();
        boolean sound = upNext != null || guarded(() -> upNext = scheduler.next(waitingRoom));
        if (!sound || upNext != null || owed.remaining() == 0 || faults.ended()) {
            wakeAll();
        }
    }

    /**
     * The guest runs at the destination by now: a broken plugin may cost speed there, never the guest. Says whether the
     * scheduler was sound.
     */
    private boolean guarded(Runnable call) {
        try {
            call.run();
            return true;
        } catch (RuntimeException | Error broken) {
            LOG.error("scheduler {} broke its contract; the pages still owed are pushed in address order",
                    scheduler.getClass().getName(), broken);
            scheduler = new AddressOrder();
            scheduler.begin(owed.pages());
            return false;
        }
    }

    private void fill(PageBatch batch) {
        int fruitless = 0;
        while (batch.room() > 0 && owed.remaining() > 0) {
            PageRun run = upNext == null ? scheduler.next(batch.room()) : upNext;
            upNext = null;
            if (run == null) {
                return;
            }
            check(run, batch);
            fruitless = claim(run, batch) ? 0 : fruitless + 1;
            if (fruitless > MAX_FRUITLESS_RUNS) {
                throw broken(
                        "handed out " + fruitless + " runs in a row without an owed page, the last " + run);
            }
        }
    }

    private boolean claim(PageRun run, PageBatch batch) {
        long pagesBefore = batch.pages();
        long page = owed.pages().next(run.first(), run.end());
        while (page != PageSet.NONE) {
            long end = owed.claim(page, run.end());
            if (end > page) {
                batch.add(page, end);
            }
            // No further than the run: what lies behind it may be claimed for many millions of pages.
            page = owed.pages().next(end, run.end());
        }
        return batch.pages() > pagesBefore;
    }

    private void check(PageRun run, PageBatch batch) {
        if (run.count() > batch.room() || run.end() > owed.pages().pageCount()) {
            throw broken("it handed out " + run + ", asked for at most " + batch.room() + " pages of "
                    + owed.pages().pageCount());
        }
    }

    private static FerryException broken(String what) {
        return new FerryException(ErrorCode.PLUGIN_FAILED, what);
    }

    @Override
    public Delivery delivery() {
        return Delivery.PUSH;
    }

    @Override
    public long pagesLeft() {
        return owed.remaining();
    }
}
