package dev.ferry.simulator.host;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.paging.PagerFigures;
import dev.ferry.simulator.guest.PageFaults;
import dev.ferry.simulator.guest.SimulatedGuest;
import dev.ferry.simulator.guest.SimulatedMemory;
import dev.ferry.simulator.migration.SwapReads;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The memory that a guest has on a host: no more than its reservation, as in a control group of Linux. For a page that
 * comes in when there is no place, another one goes: the one that came first, but for those that were touched since they
 * came or were last thought of. So it is with the kernel's lists; a bitmap with a hand would let pages go by their
 * address, which is also how migrations go through them.
 *
 * <p>Who sends the guest's pages reads cold ones through its memory too, and so makes others go.
 */
public final class HostedGuest implements PageFaults, SwapReads {

    private final SimulatedGuest guest;
    private final SimulatedMemory memory;
    private final SwapPath swap;
    private final Paging paging;
    private final PageQueue byArrival = new PageQueue();
    /** Pages in memory that were sent: nobody needs them here. */
    private final PageQueue sent = new PageQueue();
    private final PageBitmap inMemory;
    private final Map<Long, List<Runnable>> comingIn = new HashMap<>();
    private long reservationPages;
    private long memoryPages;
    private boolean handedOver;
    private long swappedInPages;
    private long swappedOutPages;

    /**
     * How the host pages.
     *
     * @param readAheadPages how many pages one request reads at most for who sends them in order; the guest, whose touches
     *        have no order, reads one at a time
     * @param keepsSlots whether a page that comes in keeps its place on the device, so that it need not be written again
     *        unless the guest writes it. Linux gives up the places once the device is half full
     */
    public record Paging(int readAheadPages, boolean keepsSlots) {

        /** Checks the number. */
        public Paging {
            if (readAheadPages < 1) {
                throw new IllegalArgumentException(
                        readAheadPages + " pages read by one request: at least 1");
            }
        }
    }

    /**
     * A guest no page of which is in memory yet.
     *
     * @param reservationPages what it may have, at least 1
     * @param swap where the others lie
     */
    public HostedGuest(SimulatedGuest guest, long reservationPages, SwapPath swap, Paging paging) {
        this.guest = guest;
        this.memory = guest.memory();
        this.swap = swap;
        this.paging = paging;
        this.inMemory = new PageBitmap(memory.geometry().pageCount());
        this.reservationPages = checked(reservationPages);
        memory.startReferenceLog();
    }

    private static long checked(long pages) {
        if (pages < 1) {
            throw new IllegalArgumentException("a reservation of " + pages + " pages: at least 1");
        }
        return pages;
    }

    /** The guest has written these pages, one after the other, before it starts: no time passes. */
    public void fill(PageRun pages) {
        for (long page = pages.first(); page < pages.end(); page++) {
            add(page);
            makeRoom();
        }
    }

    /** The guest may have so much from now on. Where that is less than it has, pages go. */
    public void reserve(long pages) {
        reservationPages = checked(pages);
        long written = makeRoom();
        if (written > 0) {
            swap.move(bytes(written), 0, () -> {});
        }
    }

    /** What it may have and has, and what it has swapped. */
    public PagerFigures figures() {
        return new PagerFigures(reservationPages, memoryPages + comingIn.size(), memory.cold().size(),
                swappedInPages, swappedOutPages, 0);
    }

    /** The guest runs on another host from now on; its pages here are only still to be sent. */
    public void handOver() {
        handedOver = true;
    }

    /**
     * Nobody needs these here any more: they were sent after the guest had left. They go before others do, but not by
     * themselves: the sender keeps its memory until it has sent all of it.
     */
    public void sent(long first, long end) {
        for (long page = inMemory.next(first, end); page != PageSet.NONE; page = inMemory.next(page + 1,
                end)) {
            sent.add(page);
        }
    }

    @Override
    public void onFault(long page) {
        fetch(page, page + 1, () -> guest.wake(page, page + 1, 0));
    }

    @Override
    public void read(long first, long end, Runnable whenRead) {
        long page = memory.cold().next(first, end);
        if (page == PageSet.NONE) {
            whenRead.run();
        } else {
            long ahead = paging.readAheadPages;
            long windowEnd = Math.min(end, (page / ahead + 1) * ahead);
            fetch(page, windowEnd, () -> read(windowEnd, end, whenRead));
        }
    }

    /** Brings in what is cold of some pages, by one request. */
    private void fetch(long first, long end, Runnable whenAllAreIn) {
        Countdown all = new Countdown(whenAllAreIn);
        List<Long> wanted = new ArrayList<>();
        PageSet cold = memory.cold();
        for (long page = cold.next(first, end); page != PageSet.NONE; page = cold.next(page + 1, end)) {
            List<Runnable> waiting = comingIn.get(page);
            if (waiting == null) {
                waiting = new ArrayList<>();
                comingIn.put(page, waiting);
                wanted.add(page);
            }
            waiting.add(all.oneMore());
        }
        if (!wanted.isEmpty()) {
            swappedInPages += wanted.size();
            swap.move(bytes(makeRoom()), bytes(wanted.size()), () -> wanted.forEach(this::arrived));
        }
        all.noMore();
    }

    private void arrived(long page) {
        memory.bringIn(page, 1);
        add(page);
        comingIn.remove(page).forEach(Runnable::run);
    }

    private void add(long page) {
        memoryPages += inMemory.add(page) ? 1 : 0;
        byArrival.add(page);
    }

    /** Pages go until the others fit into the reservation. Says how many are to be written. */
    private long makeRoom() {
        long written = 0;
        while (memoryPages > 0 && memoryPages + comingIn.size() > reservationPages) {
            written += evict(victim()) ? 1 : 0;
        }
        swappedOutPages += written;
        return written;
    }

    private long victim() {
        while (sent.size() > 0) {
            long page = sent.take();
            if (inMemory.contains(page)) {
                return page;
            }
        }
        long page = byArrival.take();
        while (!inMemory.contains(page) || !handedOver && memory.wasReferenced(page)) {
            if (inMemory.contains(page)) {
                byArrival.add(page);
            }
            page = byArrival.take();
        }
        return page;
    }

    /** Says whether it is to be written. After the guest has left, what it has there already is not cold. */
    private boolean evict(long page) {
        inMemory.remove(page);
        memoryPages--;
        boolean written = !paging.keepsSlots || memory.isChanged(page);
        if (!handedOver || memory.missing().contains(page)) {
            memory.evict(page, 1);
        }
        return written;
    }

    private long bytes(long pages) {
        return memory.geometry().bytes(pages);
    }
}
