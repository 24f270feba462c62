package dev.ferry.simulator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.simulator.channel.Channel;
import dev.ferry.simulator.guest.SimulatedGuest;
import dev.ferry.simulator.guest.SimulatedMemory;
import dev.ferry.simulator.time.Simulation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where the pages of a guest with a swap device are once it was moved. */
class ColdPagesTest {

    private static final long PAGES = 1000;
    private static final long READ_NANOS = 1_000_000;

    private final Simulation simulation = new Simulation();
    private final SimulatedMemory memory = new SimulatedMemory(MemoryGeometry.flat(4096, PAGES));
    private final List<String> reads = new ArrayList<>();

    private MigrationReport move(String way, MigrationListener listener) {
        SimulatedGuest guest = new SimulatedGuest(simulation, "guest", memory, 1)
                .with(step -> step.set(0, 100, true, 1000, 1));
        guest.start();
        SwapReads swap = (first, end, whenRead) -> {
            reads.add(first + " to " + end);
            simulation.after(READ_NANOS, whenRead);
        };
        return SimulatedMigration.run(SimulatedMigration.Plan.of(simulation, guest,
                new Channel(simulation, 1_000_000_000, 10_000), Way.named(way), EngineCosts.NONE)
                .with(swap).with(listener));
    }

    @Test
    void stayOnTheDeviceWhereOnlyReferencesCross() {
        memory.evict(500, 100);

        MigrationReport report = move("agile:bubbling", MigrationListener.NONE);

        assertThat(report.coldReferences()).isEqualTo(100);
        assertThat(reads).isEmpty();
        assertThat(memory.cold().size()).isEqualTo(100);
    }

    @Test
    void areInMemoryWhereTheyWereCopied() {
        memory.evict(500, 100);

        MigrationReport report = move("precopy ferry.round.batch=4MiB", MigrationListener.NONE);

        assertThat(report.coldReferences()).isZero();
        assertThat(reads).containsExactly("0 to 1000");
        assertThat(report.preparationTimeNanos()).isGreaterThan(READ_NANOS);
        assertThat(memory.cold().isEmpty()).isTrue();
    }

    @Test
    void areWhereTheDestinationWasToldWhateverTheSourceDidSince() {
        memory.evict(500, 100);

        move("agile:bubbling ferry.round.batch=4MiB", new MigrationListener() {
            @Override
            public void onPagesSent(long first, long end, Delivery delivery) {
                if (delivery == Delivery.ROUND) {
                    memory.bringIn(500, 10); // Read again at the source, where nothing is changed.
                    memory.evict(800, 10); // It has crossed as it is.
                }
            }
        });

        PageBitmap expected = new PageBitmap(PAGES);
        expected.add(500, 100);
        assertThat(PageBitmap.copyOf(memory.cold())).usingRecursiveComparison().isEqualTo(expected);
    }

    @Test
    void crossAsReferencesWhereTheyHaveGoneThereSinceTheRoundBegan() {
        boolean[] begun = {false};

        MigrationReport report = move("agile:bubbling ferry.round.batch=400KiB", new MigrationListener() {
            @Override
            public void onPagesSent(long first, long end, Delivery delivery) {
                if (!begun[0]) {
                    begun[0] = true;
                    simulation.after(1, () -> memory.evict(900, 50));
                }
            }
        });

        assertThat(report.coldReferences()).isEqualTo(50);
        assertThat(memory.cold().size()).isEqualTo(50);
    }

    @Test
    void areReadOnceForAGuestThatAsksForThem() {
        MigrationReport report = move("postcopy:push ferry.push.batch=4KiB", new MigrationListener() {
            @Override
            public void onPhase(MigrationPhase phase) {
                if (phase == MigrationPhase.SWITCHOVER) {
                    memory.evict(1, 1);
                }
            }
        });

        assertThat(reads).containsExactly("1 to 2");
        assertThat(report.coldReferences()).isZero();
        assertThat(memory.cold().isEmpty()).isTrue();
    }
}
