package dev.ferry.simulator.comparison;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.engine.EngineSettings;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.simulator.channel.Channel;
import dev.ferry.simulator.guest.SimulatedGuest;
import dev.ferry.simulator.guest.SimulatedMemory;
import dev.ferry.simulator.guest.Step;
import dev.ferry.simulator.migration.EngineCost;
import dev.ferry.simulator.migration.EngineCosts;
import dev.ferry.simulator.migration.SimulatedMigration;
import dev.ferry.simulator.migration.Way;
import dev.ferry.simulator.time.Simulation;
import java.util.ArrayDeque;
import java.util.Deque;

/** The same in virtual time: the guest works in the microsecond after a frame was made, which takes longer to cross. */
final class SimulatedRun extends Crossing {

    private static final long MICRO = 1000;
    /** A nanosecond for each frame: so frames can be told from each other. */
    private static final EngineCosts COSTS = EngineCosts.NONE.with(EngineCost.FRAME_NANOS, 1);

    private record Touch(long page, boolean writes) {}

    private final Script script;
    private final boolean onDemand;
    private final Simulation simulation = new Simulation();
    private final SimulatedMemory memory;
    private final Deque<Touch> touches = new ArrayDeque<>();
    private long frameNanos = -1;

    /** @param onDemand whether the guest touches what is owed, one page after the other */
    SimulatedRun(Script script, boolean onDemand) {
        this.script = script;
        this.onDemand = onDemand;
        this.memory = new SimulatedMemory(MemoryGeometry.flat(4096, script.pages));
        for (PageBitmap pages : new PageBitmap[]{script.absent, script.pinned}) {
            for (long page = pages.next(0); page != PageSet.NONE; page = pages.next(page + 1)) {
                if (pages == script.absent) {
                    memory.discard(page, 1);
                } else {
                    memory.pin(page, 1);
                }
            }
        }
    }

    MigrationReport migrate(MigrationStrategy strategy, EngineSettings settings) {
        try (simulation) {
            SimulatedGuest guest = new SimulatedGuest(simulation, "g", memory, 1).with(this::next);
            guest.start();
            Channel link = new Channel(simulation, 1_000_000_000, 20 * MICRO);
            return SimulatedMigration.run(SimulatedMigration.Plan
                    .of(simulation, guest, link, new Way("any", strategy, null, settings), COSTS).with(this));
        }
    }

    private void next(Step step) {
        Touch touch = touches.poll();
        long owed = touch == null && onDemand ? script.owedPage() : PageSet.NONE;
        if (touch != null) {
            step.set(touch.page(), 1, touch.writes(), 1, 0);
        } else {
            step.set(Math.max(0, owed), 1, false, MICRO, 0);
        }
    }

    @Override
    public synchronized void onPagesSent(long first, long end, Delivery delivery) {
        super.onPagesSent(first, end, delivery);
        if (delivery != Delivery.FAULT && simulation.nowNanos() != frameNanos) {
            frameNanos = simulation.nowNanos();
            if (phase() == MigrationPhase.ROUNDS) {
                for (long page : script.writes()) {
                    touches.add(new Touch(page, true));
                }
            } else if (script.pushes()) {
                long page = script.touch();
                if (page >= 0) {
                    touches.add(new Touch(page, false));
                }
            }
        }
    }
}
