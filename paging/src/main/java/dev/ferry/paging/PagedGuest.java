package dev.ferry.paging;

import dev.ferry.api.FerryException;
import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PagingTrap;
import dev.ferry.api.swap.SwapDevice;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A guest held within a reservation of memory, and its three faces for a migration: what it has is read by
 * {@link #source}, filled by {@link #trap} and switched by {@link #control}. The lease of its swap device follows the
 * guest: {@link #begin} takes it for a guest that starts its life here; of one that arrives the execution state brings
 * the epoch, and its first {@code resume} takes the lease over. For any thread.
 */
public final class PagedGuest implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PagedGuest.class);

    private final String guestId;
    private final SwapDevice device;
    private final Outage outage;
    private final Lease lease;
    private final Pager pager;
    private final PagerThreads threads;
    private final MemorySource source;
    private final FaultTrap trap;
    private final GuestControl control;
    private boolean closed;

    private PagedGuest(Paging paging, String guestId, SwapDevice device, PagingTrap trap, MemorySource source,
            GuestControl control, List<PageRun> pinned) {
        this.guestId = guestId;
        this.device = device;
        this.outage = new Outage(paging.patience(), paging.listener());
        this.lease = new Lease(device, outage);
        this.pager = new Pager(trap, new Places(trap, pinned),
                Sizes.of(paging.reservationBytes() / trap.geometry().pageSizeBytes()));
        this.threads = new PagerThreads(guestId, pager, trap, device, outage);
        this.source = new PagedSource(source, pager, device, lease, outage);
        this.trap = new PagedTrap(trap, pager);
        this.control = new PagedControl(control, pager, lease, outage, threads::start);
    }

    /**
     * Makes a paged guest of one whose pages are all missing. Nothing is served before {@link #begin}, or the first
     * {@code resume}.
     *
     * @param paging how it is paged
     * @param guestId who it is
     * @param trap its memory; whoever made it closes it after this
     * @param source logs its writes; read through this guest only from now on
     * @param control its switch; used through this guest only from now on
     * @param pinned pages that are never taken out
     * @throws dev.ferry.api.FerryException as {@link dev.ferry.api.swap.SwapStore#open} throws it; nothing is kept
     */
    public static PagedGuest of(Paging paging, String guestId, PagingTrap trap, MemorySource source,
            GuestControl control, List<PageRun> pinned) {
        SwapDevice device = paging.store().open(guestId, trap.geometry());
        try {
            return new PagedGuest(paging, guestId, device, trap, source, control, pinned);
        } catch (RuntimeException | Error refused) {
            device.close();
            throw refused;
        }
    }

    /**
     * The guest starts its life here: takes the lease and serves faults from now on. Then its first contents are put
     * into {@link #trap}, which makes room as it goes, and it is resumed.
     */
    public void begin() {
        lease.attach();
        pager.faults().unknownIsZero();
        pager.eviction().start();
        threads.start();
    }

    /** Its memory as a migration reads it: what is cold, absent or in memory is told apart at any moment. */
    public MemorySource source() {
        return source;
    }

    /** Its memory as a migration fills it; as all of it is there for the guest, in memory or on the device. */
    public FaultTrap trap() {
        return trap;
    }

    /** Its switch: pausing also ends writes to the device, and the execution state carries the epoch of the lease. */
    public GuestControl control() {
        return control;
    }

    /** Whether pages can be discarded: not while some of the guest are still to come. Once they can be, that stays so. */
    public boolean canDiscard() {
        return pager.faults().isWhole();
    }

    /**
     * Forgets what pages hold, as a balloon does, wherever they are: in memory, on the device or on the way between the
     * two. They are zero from here on, take no memory until they are touched, and are absent and changed for
     * {@link #source}. Their slots are freed later, on another thread; not where the device cannot be reached. On a thread
     * that keeps the guest from being paused, while nobody uses what the pages hold.
     *
     * @throws IllegalStateException where pages of the guest are still to come, see {@link #canDiscard}
     */
    public void discard(PageRun run) {
        if (!canDiscard()) {
            throw new IllegalStateException(
                    run + " cannot be discarded: pages of guest " + guestId + " are still to come");
        }
        pager.empty(run);
    }

    /** What the pager has done, and has. */
    public PagerFigures figures() {
        return pager.figures();
    }

    /**
     * Changes the memory that the guest may have; pages over it are taken out from now on. At least one page; fewer than
     * eight count as eight.
     */
    public void reserve(long pages) {
        pager.eviction().resize(Sizes.of(pages));
    }

    /**
     * Ends paging; no thread of it runs afterwards. Called once no thread of the guest can touch memory, or while those
     * that wait may be let go with zeros. Erases the device where the guest ended here. Where it was here without all of its
     * memory, gives the lease up, and what is on the device stays; where it was handed over, leaves it alone. May be called
     * twice.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        outage.close();
        threads.end();
        try (device) {
            if (lease.isHeld()) {
                endLease();
            }
        } catch (FerryException unreachable) {
            LOG.warn("guest {} has ended here, and its swap device is not told", guestId, unreachable);
        }
    }

    /** The source of a guest that came only in part may go on with it. */
    private void endLease() {
        if (pager.faults().isWhole()) {
            device.erase();
        } else {
            lease.giveUp();
        }
    }
}
