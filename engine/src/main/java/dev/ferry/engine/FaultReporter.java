package dev.ferry.engine;

import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.engine.wire.Message.Fault;
import dev.ferry.engine.wire.MessageWriter;
import java.io.IOException;

/**
 * The fault thread of the destination: waits for the guest to touch a missing page and asks for it, itself, without a
 * hop to another thread. Zero pages it installs on the spot.
 */
final class FaultReporter {

    private final ArrivingPages pages;
    private final FaultTrap trap;
    private final MessageWriter urgent;
    private final FaultClock clock;
    private final MigrationListener listener;
    private final PageBitmap asked;

    FaultReporter(ArrivingPages pages, MessageWriter urgent, FaultClock clock, MigrationListener listener) {
        this.pages = pages;
        this.trap = pages.trap();
        this.urgent = urgent;
        this.clock = clock;
        this.listener = listener;
        this.asked = new PageBitmap(trap.geometry().pageCount());
    }

    /** Answers faults until the trap is told to stop. */
    void run() throws IOException {
        for (long page = trap.nextFault(); page != FaultTrap.STOPPED; page = trap.nextFault()) {
            if (trap.present().contains(page)) {
                continue;
            }
            if (pages.isKnown(page)) {
                trap.placeZero(new PageRun(page, 1));
            } else if (asked.add(page)) {
                clock.asked(page);
                if (trap.present().contains(page)) {
                    clock.withdraw(page); // It came between the look and the question.
                    continue;
                }
                urgent.write(new Fault(page));
                listener.onNetworkFault(page);
            }
        }
    }
}
