package dev.ferry.simulator.migration;

import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.simulator.channel.Stream;
import dev.ferry.simulator.time.Program;
import java.util.ArrayList;
import java.util.List;

/** The source's end of the urgent lane around switchover: it keeps the order of what it sends. */
final class UrgentLane {

    /** As in the engine: runs in one OWED frame. */
    private static final int OWED_FRAME_RUNS = 4096;
    /** As in the engine: bytes in one frame of the pages that cannot be trapped. */
    private static final int PINNED_FRAME_BYTES = 256 << 10;

    private final SimulatedMigration.Plan plan;
    private final Program program;
    private final Stream stream;
    private final Receiver receiver;
    private final Figures figures;
    private final Destination destination;

    UrgentLane(SimulatedMigration.Plan plan, Program program, Stream stream, Receiver receiver,
            Figures figures, Destination destination) {
        this.plan = plan;
        this.program = program;
        this.stream = stream;
        this.receiver = receiver;
        this.figures = figures;
        this.destination = destination;
    }

    /** Says which pages are owed. Bytes of control frames take their time, and are not counted in reports. */
    void announce(PageSet pages) {
        List<PageRun> runs = new ArrayList<>();
        for (long first = pages.next(0); first != PageSet.NONE;) {
            long end = pages.nextAbsent(first);
            runs.add(PageRun.between(first, end));
            first = pages.next(end);
            if (runs.size() == OWED_FRAME_RUNS || first == PageSet.NONE) {
                announce(List.copyOf(runs));
                runs.clear();
            }
        }
    }

    private void announce(List<PageRun> runs) {
        stream.send(Frame.HEADER_BYTES + Frame.RUN_BYTES * runs.size(),
                () -> receiver.take(destination.nanosToDrop(runs), () -> {}));
    }

    /** Sends the pages that must be in place before the guest runs; waits for no acknowledgement. */
    void send(Sweep pages) {
        int framePages = Math.max(1, PINNED_FRAME_BYTES / plan.guest().memory().geometry().pageSizeBytes());
        while (!pages.isOver()) {
            Batch batch = new Batch(framePages, framePages);
            pages.next(batch);
            Frame frame = Frame.of(batch, pages.delivery(), plan.guest().memory(),
                    plan.way().strategy().refersToCold());
            program.sleep(plan.costs().of(EngineCost.FRAME_NANOS)
                    + plan.costs().of(EngineCost.READ_NANOS_PER_PAGE) * frame.pages(Frame.Kind.CONTENTS));
            figures.sent(frame);
            stream.send(figures.bytesOf(frame),
                    () -> receiver.take(destination.nanosOf(frame), () -> destination.place(frame)));
        }
    }

    /** Sends the execution state, and returns when the destination has it, and all that was sent before. */
    void sendState() {
        boolean[] there = {false};
        stream.send(Frame.HEADER_BYTES + plan.costs().of(EngineCost.STATE_BYTES),
                () -> receiver.take(0, () -> {
                    there[0] = true;
                    program.resume();
                }));
        program.await(() -> there[0]);
    }
}
