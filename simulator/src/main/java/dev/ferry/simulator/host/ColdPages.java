package dev.ferry.simulator.host;

import dev.ferry.api.memory.PageSet;
import dev.ferry.simulator.channel.Stream;
import dev.ferry.simulator.guest.PageFaults;
import dev.ferry.simulator.guest.SimulatedGuest;
import dev.ferry.simulator.migration.SwapReads;

/**
 * Reads a guest's cold pages from a device that all hosts reach, for the guest and for who sends its pages. What is read
 * to be sent takes nobody's place in memory, and what the guest touches comes into it for good.
 *
 * @param guest whose pages they are
 * @param reads its requests to the device, one after the other
 */
public record ColdPages(SimulatedGuest guest, Stream reads) implements SwapReads, PageFaults {

    /** Puts pages there; the guest is answered from there from now on. */
    public static ColdPages of(SimulatedGuest guest, Stream reads, long first, long count) {
        ColdPages pages = new ColdPages(guest, reads);
        guest.memory().evict(first, count);
        guest.onCold(pages);
        return pages;
    }

    @Override
    public void onFault(long page) {
        read(page, page + 1, () -> {
            guest.memory().bringIn(page, 1);
            guest.wake(page, page + 1, 0);
        });
    }

    @Override
    public void read(long first, long end, Runnable whenRead) {
        PageSet cold = guest.memory().cold();
        long pages = 0;
        long page = cold.next(first, end);
        while (page != PageSet.NONE) {
            long stop = Math.min(end, cold.nextAbsent(page));
            pages += stop - page;
            page = cold.next(stop, end);
        }
        reads.send(guest.memory().geometry().bytes(pages), whenRead);
    }
}
