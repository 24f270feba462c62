package dev.ferry.simulator.migration;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.engine.EngineSettings;
import dev.ferry.simulator.channel.Stream;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sends what a supply hands out, one frame after the other, and keeps a bounded number of frames unacknowledged. Done
 * when the destination has all of it.
 */
final class BulkLane {

    /** Pages that cross without their contents. */
    private static final Set<Delivery> MARKS = EnumSet.of(Delivery.ABSENT, Delivery.REFERENCE);
    /** As in the engine: marks cost a frame nothing. */
    private static final int MARK_BATCH_PAGES = 16_384;

    private final SimulatedMigration.Plan plan;
    private final Stream stream;
    private final int maxRuns;
    private final Figures figures;
    private final Destination destination;
    private final Receiver receiver;
    private final Runnable onDone;
    private @Nullable Supply supply;
    private int batchPages;
    private int window;
    private boolean making;
    private int underWay;

    /** @param onDone called when all of a supply has been sent and is there */
    BulkLane(SimulatedMigration.Plan plan, Figures figures, Destination destination, Runnable onDone) {
        this.plan = plan;
        this.stream = plan.link().stream(1);
        this.maxRuns = maxRuns(plan.way().settings(), plan.guest().memory().geometry().pageSizeBytes());
        this.figures = figures;
        this.destination = destination;
        this.receiver = new Receiver(plan.simulation());
        this.onDone = onDone;
    }

    /** As in the engine: room for the largest batch that the user's settings allow, if each page is a run. */
    private static int maxRuns(EngineSettings settings, int pageSizeBytes) {
        long limit = settings.bandwidthBytesPerSecond();
        return Math.max(settings.roundBatchPages(pageSizeBytes, limit),
                settings.pushBatchPages(pageSizeBytes, limit));
    }

    /** Sends no faster than this from now on; 0 for no limit. */
    void limit(long bytesPerSecond) {
        stream.limit(bytesPerSecond);
    }

    /**
     * Begins to send.
     *
     * @param pagesInBatch in one frame, unless it is one of marks
     * @param framesUnderWay how many may be unacknowledged besides the one that is made
     */
    void send(Supply pages, int pagesInBatch, int framesUnderWay) {
        supply = pages;
        batchPages = MARKS.contains(pages.delivery()) ? MARK_BATCH_PAGES : pagesInBatch;
        window = framesUnderWay;
        goOn();
    }

    /** Whether nothing is left to do. */
    boolean isIdle() {
        return supply == null;
    }

    /** Looks whether there is something to send now. */
    void goOn() {
        if (supply == null || making || underWay > window) {
            return;
        }
        Supply from = supply;
        Batch batch = new Batch(batchPages, maxRuns);
        boolean mayFollow = from.next(batch);
        if (!batch.isEmpty()) {
            making = true;
            Frame frame = Frame.of(batch, from.delivery(), plan.guest().memory(),
                    plan.way().strategy().refersToCold());
            long nanos = from.nanos();
            read(frame, 0, () -> make(frame, nanos));
        } else if (!mayFollow && underWay == 0) {
            supply = null;
            onDone.run();
        }
    }

    /** What lies on the swap device is read first, run by run, unless it goes as a reference. */
    private void read(Frame frame, int entry, Runnable whenRead) {
        SwapReads swap = plan.swap();
        PageSet cold = plan.guest().memory().cold();
        for (int next = entry; swap != null && next < frame.table().size(); next++) {
            PageRun run = frame.table().get(next).run();
            if (frame.table().get(next).kind() == Frame.Kind.CONTENTS
                    && cold.next(run.first(), run.end()) != PageSet.NONE) {
                int following = next + 1;
                swap.read(run.first(), run.end(), () -> read(frame, following, whenRead));
                return;
            }
        }
        whenRead.run();
    }

    private void make(Frame frame, long furtherNanos) {
        EngineCosts costs = plan.costs();
        long nanos = furtherNanos + costs.of(EngineCost.FRAME_NANOS)
                + costs.of(EngineCost.READ_NANOS_PER_PAGE) * frame.pages(Frame.Kind.CONTENTS);
        plan.simulation().after(nanos, () -> send(frame));
    }

    private void send(Frame frame) {
        figures.sent(frame);
        making = false;
        underWay++;
        stream.send(figures.bytesOf(frame), () -> receiver.take(destination.nanosOf(frame), () -> {
            destination.place(frame);
            plan.simulation().after(plan.link().latencyNanos(), this::acknowledged);
        }));
        goOn();
    }

    private void acknowledged() {
        underWay--;
        goOn();
    }
}
