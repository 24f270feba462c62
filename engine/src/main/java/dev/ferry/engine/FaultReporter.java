package dev.ferry.engine;

import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.engine.wire.Message.Fault;
import dev.ferry.engine.wire.MessageWriter;
import java.io.IOException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The fault thread of the destination: waits for the guest to touch a missing page and asks for it, itself, without a
 * hop to another thread. Zero pages it installs on the spot. It outlives the link: what cannot be asked for now is
 * asked for over the next one.
 */
final class FaultReporter {

    private final ArrivingPages pages;
    private final FaultTrap trap;
    private final FaultClock clock;
    private final MigrationListener listener;
    private final LongConsumer onTouch;
    private final PageBitmap asked;
    private volatile @Nullable MessageWriter urgent;

    /** {@code onTouch} is told of each page that was missing when the guest touched it. */
    FaultReporter(ArrivingPages pages, FaultClock clock, MigrationListener listener, LongConsumer onTouch) {
        this.pages = pages;
        this.trap = pages.trap();
        this.clock = clock;
        this.listener = listener;
        this.onTouch = onTouch;
        this.asked = new PageBitmap(trap.geometry().pageCount());
    }

    /** Answers faults until the trap is told to stop. */
    void run() {
        for (long page = trap.nextFault(); page != FaultTrap.STOPPED; page = trap.nextFault()) {
            if (trap.present().contains(page)) {
                continue;
            }
            onTouch.accept(page);
            if (pages.isKnown(page)) {
                trap.placeZero(new PageRun(page, 1));
            } else if (asked.add(page)) {
                clock.asked(page);
                if (trap.present().contains(page)) {
                    clock.withdraw(page); // It came between the look and the question.
                    continue;
                }
                ask(page);
                listener.onNetworkFault(page);
            }
        }
    }

    private void ask(long page) {
        MessageWriter to = urgent;
        try {
            if (to != null) {
                to.write(new Fault(page));
            }
        } catch (IOException lost) {
            // The session sees the loss, too, and the page is asked for over the next link.
        }
    }

    /** Asks over this link from now on, and again for what the guest waits for. */
    void askOver(MessageWriter next) {
        urgent = next;
        for (long page : clock.waitedFor()) {
            ask(page);
        }
    }
}
