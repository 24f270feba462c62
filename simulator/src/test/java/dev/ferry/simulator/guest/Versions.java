package dev.ferry.simulator.guest;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageSet;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts how often each page was written, and which of its versions the destination was sent: slow, and knows nothing of
 * dirty logs and claims. Is told what listeners are told.
 */
public final class Versions implements MigrationListener {

    private final long[] written;
    private final long[] sent;
    private final int[] sentAfterHandover;
    private final List<String> wrong = new ArrayList<>();
    private PageBitmap owed;
    private boolean handedOver;

    /** Watches the memory of a guest that is about to be moved. */
    public Versions(SimulatedMemory memory) {
        int pages = Math.toIntExact(memory.geometry().pageCount());
        this.written = new long[pages];
        this.sent = new long[pages];
        this.sentAfterHandover = new int[pages];
        this.owed = new PageBitmap(pages);
        java.util.Arrays.fill(sent, -1);
        memory.watch(new MemoryWatcher() {
            @Override
            public void onWrite(long first, long count) {
                for (long page = first; page < first + count; page++) {
                    written[(int) page]++;
                    if (memory.missing().contains(page)) {
                        wrong.add("page " + page + " was written while it was missing");
                    }
                }
            }

            @Override
            public void onLoss(PageSet missing) {
                handOver(missing);
            }
        });
    }

    private void handOver(PageSet missing) {
        handedOver = true;
        owed = PageBitmap.copyOf(missing);
        for (int page = 0; page < written.length; page++) {
            if (!missing.contains(page) && sent[page] != written[page]) {
                wrong.add("page " + page + " is not owed, and version " + sent[page] + " of "
                        + written[page] + " was sent");
            }
        }
    }

    @Override
    public void onPagesSent(long first, long end, Delivery delivery) {
        for (long page = first; page < end; page++) {
            sent[(int) page] = written[(int) page];
            if (handedOver) {
                sentAfterHandover[(int) page]++;
            }
        }
    }

    /** What is wrong once the migration is over; empty where all is right. */
    public List<String> wrong() {
        if (!handedOver) {
            wrong.add("the guest was not handed over");
        }
        for (int page = 0; page < written.length; page++) {
            if (sentAfterHandover[page] != (owed.contains(page) ? 1 : 0)) {
                wrong.add(
                        "page " + page + " crossed " + sentAfterHandover[page] + " times after the handover");
            }
        }
        return wrong;
    }
}
