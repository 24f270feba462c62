package dev.ferry.testkit.guest;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.memory.SwapFaults;
import dev.ferry.testkit.wrap.ForwardingFaultTrap;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The trap of software memory with a swap device, as simple as can be: one thread brings cold pages in, and leaves other
 * faults to whoever asks for them. Not final, so that tests can make it wrong.
 */
class SwappedFaultTrap extends ForwardingFaultTrap {

    final Map<Long, MemorySegment> device = new ConcurrentHashMap<>();
    final PageBitmap cold;
    /** Touched, neither present nor cold, and not placed since. */
    final PageBitmap waitedFor;
    private final Queue<Long> toReport = new ArrayDeque<>();
    private boolean stopped;
    private boolean closed;
    private long swapFaults;

    SwappedFaultTrap(SoftwareMemory memory) {
        super(new SoftwareFaultTrap(memory));
        this.cold = new PageBitmap(geometry().pageCount());
        this.waitedFor = new PageBitmap(geometry().pageCount());
        Thread.ofPlatform().daemon().name("swapped-fault-trap").start(() -> {
            for (long page = super.nextFault(); page != STOPPED; page = super.nextFault()) {
                serve(page);
            }
        });
    }

    /** Ends the thread. */
    void end() {
        super.stopFaults();
    }

    private synchronized void serve(long page) {
        if (cold.contains(page)) {
            bringIn(page);
        } else if (!super.present().contains(page)) {
            waitedFor.add(page);
            toReport.add(page);
            notifyAll();
            settle();
        }
    }

    void bringIn(long page) {
        cold.remove(page);
        super.place(new PageRun(page, 1), device.get(page));
        swapFaults++;
    }

    /** Once it is closed, what nobody knows of is zero. */
    private void settle() {
        for (long page = waitedFor.next(0); closed && page != PageSet.NONE; page = waitedFor.next(page)) {
            waitedFor.remove(page);
            super.placeZero(new PageRun(page, 1));
        }
    }

    @Override
    public synchronized long nextFault() {
        try {
            while (!stopped && toReport.isEmpty()) {
                wait();
            }
        } catch (InterruptedException interrupted) {
            return STOPPED;
        }
        return stopped ? STOPPED : toReport.remove();
    }

    @Override
    public synchronized void stopFaults() {
        stopped = true;
        notifyAll();
    }

    @Override
    public PageSet present() {
        PageBitmap held = PageBitmap.copyOf(super.present());
        held.addAll(cold);
        return held;
    }

    @Override
    public synchronized void place(PageRun run, MemorySegment contents) {
        requireNotCold(run);
        waitedFor.remove(run.first(), run.count());
        super.place(run, contents);
    }

    @Override
    public synchronized void placeZero(PageRun run) {
        requireNotCold(run);
        waitedFor.remove(run.first(), run.count());
        super.placeZero(run);
    }

    private void requireNotCold(PageRun run) {
        if (cold.next(run.first(), run.end()) != PageSet.NONE) {
            throw new IllegalStateException(run + " is cold");
        }
    }

    @Override
    public synchronized MemorySegment landing(PageRun run) {
        for (long page = run.first(); page < run.end(); page++) {
            if (cold.remove(page)) {
                super.placeZero(new PageRun(page, 1));
            }
        }
        return super.landing(run);
    }

    @Override
    public synchronized void discard(PageRun run) {
        cold.remove(run.first(), run.count());
        super.discard(run);
    }

    @Override
    public boolean takesCold() {
        return true;
    }

    @Override
    public synchronized void placeCold(PageRun run) {
        if (present().next(run.first(), run.end()) != PageSet.NONE) {
            throw new IllegalStateException("a page of " + run + " is present");
        }
        cold.add(run.first(), run.count());
        for (long page = run.first(); page < run.end(); page++) {
            if (waitedFor.remove(page)) {
                bringIn(page);
            }
        }
    }

    @Override
    public synchronized Optional<SwapFaults> swapFaults() {
        return Optional.of(new SwapFaults(swapFaults, 1, 1, 1));
    }

    @Override
    public synchronized void close() {
        closed = true;
        settle();
    }
}
