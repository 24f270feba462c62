package dev.ferry.paging;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.PagingTrap;
import dev.ferry.api.swap.SwapDevice;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The three threads of a pager: one sees faults, one reads, one evicts. Started once, from whichever thread. */
final class PagerThreads {

    private static final Logger LOG = LoggerFactory.getLogger(PagerThreads.class);

    private final String guestId;
    private final Pager pager;
    private final PagingTrap trap;
    private final SwapReader reader;
    private final Evictor evictor;
    private final Outage outage;
    private final List<Thread> threads = new ArrayList<>();

    PagerThreads(String guestId, Pager pager, PagingTrap trap, SwapDevice device, Outage outage) {
        this.guestId = guestId;
        this.pager = pager;
        this.trap = trap;
        this.outage = outage;
        this.reader = new SwapReader(pager.geometry(), pager.faults(), device, outage);
        this.evictor = new Evictor(pager.eviction(), device, outage);
    }

    /** Starts them, unless they were started before. */
    synchronized void start() {
        if (threads.isEmpty()) {
            start("fault", this::serveFaults);
            start("read", reader::run);
            start("evict", evictor::run);
        }
    }

    private void start(String role, Runnable work) {
        threads.add(Thread.ofPlatform().daemon().name("ferry-pager-" + role + "-" + guestId).start(() -> {
            try {
                work.run();
            } catch (RuntimeException | Error broken) {
                LOG.error("guest {} is no longer paged: its {} thread broke", guestId, role, broken);
                outage.loses(new FerryException(ErrorCode.PLUGIN_FAILED,
                        "guest " + guestId + " is no longer paged: " + broken, broken));
            }
        }));
    }

    private void serveFaults() {
        for (long page = trap.nextFault(); page != FaultTrap.STOPPED; page = trap.nextFault()) {
            pager.faults().touched(page);
        }
    }

    /** Ends them, and waits: at most for an exchange with the device that is under way. */
    synchronized void end() {
        trap.stopFaults();
        pager.end();
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException askedToStop) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
