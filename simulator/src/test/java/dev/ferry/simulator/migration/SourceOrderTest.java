package dev.ferry.simulator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.simulator.channel.Channel;
import dev.ferry.simulator.guest.SimulatedGuest;
import dev.ferry.simulator.guest.SimulatedMemory;
import dev.ferry.simulator.time.Simulation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Push in the order of last use, which is watched as the engine watches it. */
class SourceOrderTest {

    private static final long PAGES = 100;
    private static final long INTERVAL_NANOS = 10_000_000;

    private final Simulation simulation = new Simulation();
    private final List<String> phases = new ArrayList<>();
    private final List<Long> pushed = new ArrayList<>();

    private final MigrationListener listener = new MigrationListener() {
        @Override
        public void onPhase(MigrationPhase phase) {
            phases.add(simulation.nowNanos() + " " + phase);
        }

        @Override
        public void onPagesSent(long first, long end, Delivery delivery) {
            for (long page = first; page < end && delivery == Delivery.PUSH; page++) {
                pushed.add(page);
            }
        }
    };

    /** Reads ten pages in each interval, and the next ten in the next. */
    private SimulatedGuest guest() {
        long[] next = {50};
        return new SimulatedGuest(simulation, "guest", new SimulatedMemory(MemoryGeometry.flat(4096, PAGES)),
                1)
                .with(step -> {
                    step.set(next[0], 10, false, INTERVAL_NANOS / 10, 0);
                    next[0] = (next[0] + 10) % PAGES;
                });
    }

    @Test
    void whatWasUsedLastComesFirst() {
        SimulatedGuest guest = guest();
        guest.start();

        SimulatedMigration.run(SimulatedMigration.Plan.of(simulation, guest,
                new Channel(simulation, 1_000_000_000_000L, 0),
                Way.named("postcopy:push ferry.order=lru ferry.order.interval=10ms ferry.order.passes=3"
                        + " ferry.push.batch=4KiB"),
                EngineCosts.NONE).with(listener));

        assertThat(phases.getFirst()).as("three passes before anything moves")
                .isEqualTo("30000000 RESERVATION");
        assertThat(pushed.subList(0, 30)).containsExactlyElementsOf(List.of(70L, 71L, 72L, 73L, 74L, 75L, 76L,
                77L, 78L, 79L, 60L, 61L, 62L, 63L, 64L, 65L, 66L, 67L, 68L, 69L, 50L, 51L, 52L, 53L, 54L,
                55L, 56L, 57L, 58L, 59L));
        assertThat(pushed.subList(30, 50)).as("never used").startsWith(0L, 1L, 2L).endsWith(18L, 19L);
    }
}
