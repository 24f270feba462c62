package dev.ferry.engine;

import dev.ferry.api.transport.Lane;
import dev.ferry.api.transport.Link;
import dev.ferry.engine.SourceEnd.SourcePlan;
import dev.ferry.engine.wire.MessageReader;
import dev.ferry.engine.wire.MessageWriter;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The source's end of one link: its lanes, and who reads and writes them. A migration has one at a time, and another
 * after each recovery.
 *
 * @param urgent control and faults
 * @param bulk everything else
 * @param faults answers faults of this link
 * @param ledger what is owed over this link
 */
record SourceLink(Link link, UrgentLane urgent, BulkSenders bulk, FaultService faults, OwedLedger ledger) {

    /**
     * Takes a link over; nothing is read before {@link UrgentLane#start()}.
     *
     * @param reader of the urgent lane, which may have read already
     * @param limiter of the bulk lanes, the same for all links of a migration
     * @param silenceLimit how long the destination may be silent, at the moment
     */
    static SourceLink over(Link link, MessageReader reader, SourcePlan plan,
            RateLimiter limiter, SourceMetrics metrics, Runnable throwIfCancelled,
            Supplier<Duration> silenceLimit) {
        Lane lane = new SharedLane(link.urgent());
        FaultService faults = new FaultService(plan.memory(), plan.cold(), lane, metrics);
        UrgentLane urgent = new UrgentLane(link, reader, new MessageWriter(lane), faults,
                plan.memory().geometry().pageCount(), silenceLimit);
        OwedLedger ledger = new OwedLedger(plan.memory(), plan.cold(), lane, urgent, faults, metrics);
        return new SourceLink(link, urgent,
                new BulkSenders(link, urgent, plan.memory(), plan.cold(), plan.settings(), limiter, metrics,
                        throwIfCancelled),
                faults, ledger);
    }
}
