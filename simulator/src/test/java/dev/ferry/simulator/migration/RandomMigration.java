package dev.ferry.simulator.migration;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.Round;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.simulator.channel.Channel;
import dev.ferry.simulator.guest.AccessPattern;
import dev.ferry.simulator.guest.SimulatedGuest;
import dev.ferry.simulator.guest.SimulatedMemory;
import dev.ferry.simulator.guest.Versions;
import dev.ferry.simulator.time.Repetition;
import dev.ferry.simulator.time.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A guest, a link, costs and a host that a seed chooses, and a migration of that guest. */
final class RandomMigration implements AutoCloseable {

    private static final long MICRO = 1000;

    private final SplittableRandom random;
    private final Simulation simulation;
    private final SimulatedMemory memory;
    private final SimulatedGuest guest;
    private final Versions versions;
    private final List<String> events = new ArrayList<>();
    private final int pages;
    private final Repetition host;
    private final SimulatedMigration migration;
    private boolean atSource = true;

    RandomMigration(long seed, String way, long longestStepNanos) {
        this.random = new SplittableRandom(seed);
        this.simulation = new Simulation(longestStepNanos);
        this.pages = random.nextInt(1, 1500);
        this.memory = new SimulatedMemory(MemoryGeometry.flat(4096, pages));
        this.guest = new SimulatedGuest(simulation, "guest", memory, random.nextInt(1, 3));
        this.versions = new Versions(memory);
        giveContents();
        for (int thread = random.nextInt(0, 3); thread >= 0; thread--) {
            guest.with(thread == 0 ? sweep() : wandering(random.split()));
        }
        guest.onCold(page -> simulation.after(80 * MICRO, () -> bringIn(page)));
        guest.start();
        this.host = simulation.every(Duration.ofNanos(random.nextInt(1, 5) * 700 * MICRO), this::disturb);
        this.migration = SimulatedMigration.start(plan(way), () -> {});
    }

    private SimulatedMigration.Plan plan(String way) {
        Channel link = new Channel(simulation, random.nextInt(5, 500) * 1_000_000L,
                random.nextInt(0, 200) * MICRO);
        return SimulatedMigration.Plan
                .of(simulation, guest, link, Way.named(way),
                        random.nextBoolean() ? EngineCosts.NONE : costs())
                .with((first, end, whenRead) -> simulation.after(60 * MICRO, whenRead))
                .withUrgentWeight(random.nextBoolean() ? 1 : 1000).with(new Recorder());
    }

    private EngineCosts costs() {
        return EngineCosts.NONE.with(EngineCost.RESERVATION_NANOS, part(900))
                .with(EngineCost.READ_NANOS_PER_PAGE, part(2)).with(EngineCost.PLACE_NANOS_PER_PAGE, part(2))
                .with(EngineCost.MARK_NANOS_PER_PAGE, part(1)).with(EngineCost.FRAME_NANOS, part(20))
                .with(EngineCost.COLLECT_NANOS_PER_GIB, 50_000 * MICRO)
                .with(EngineCost.PAUSE_NANOS, part(100))
                .with(EngineCost.STATE_BYTES, random.nextInt(8000)).with(EngineCost.START_NANOS, part(100))
                .with(EngineCost.FAULT_NANOS, part(30)).with(EngineCost.SERVE_NANOS, part(20))
                .with(EngineCost.WAKE_NANOS, part(10))
                .with(EngineCost.FIRST_TOUCH_NANOS, random.nextInt(500))
                .with(EngineCost.FIRST_WRITE_NANOS, random.nextInt(800))
                .with(EngineCost.DROP_NANOS_PER_RUN, part(5));
    }

    private long part(int micros) {
        return random.nextInt(0, micros + 1) * MICRO;
    }

    private void giveContents() {
        for (int run = random.nextInt(0, 6); run > 0; run--) {
            long first = random.nextInt(pages);
            long count = random.nextLong(1, Math.min(pages - first, 300) + 1);
            switch (random.nextInt(3)) {
                case 0 -> memory.discard(first, count);
                case 1 -> evict(first, count);
                default -> memory.pin(first, Math.min(count, 10));
            }
        }
    }

    private void evict(long first, long count) {
        for (long page = first; page < first + count; page++) {
            if (!memory.absent().contains(page) && !memory.missing().contains(page)
                    && !memory.nonPageable().contains(page)) {
                memory.evict(page, 1);
            }
        }
    }

    private void bringIn(long page) {
        if (!memory.missing().contains(page)) {
            memory.bringIn(page, 1);
            guest.wake(page, page + 1, 0);
        }
    }

    /** At the source pages go to the swap device, or are discarded, now and then. */
    private void disturb() {
        if (atSource && guest.runs()) {
            long first = random.nextInt(pages);
            long count = random.nextLong(1, Math.min(pages - first, 20) + 1);
            if (random.nextInt(3) == 0) {
                memory.discard(first, count);
                guest.wake(first, first + count, 0);
            } else {
                evict(first, count);
            }
        }
    }

    /** Comes to each page, so that demand alone ends. */
    private AccessPattern sweep() {
        long[] next = {0};
        long nanos = random.nextInt(1, 40) * MICRO;
        boolean writes = random.nextBoolean();
        return step -> {
            long count = Math.min(13, pages - next[0]);
            step.set(next[0], count, writes, nanos, 0.1);
            next[0] = (next[0] + count) % pages;
        };
    }

    private AccessPattern wandering(SplittableRandom own) {
        long nanos = own.nextInt(1, 60) * 777;
        return step -> {
            long first = own.nextInt(pages);
            step.set(first, own.nextLong(1, Math.min(pages - first, 40) + 1), own.nextInt(3) > 0, nanos, 0.3);
        };
    }

    /** Lets it come to its end. */
    void run() {
        simulation.run();
        events.add(migration.report().toJson());
        events.add("work " + guest.work() + " first touches " + memory.firstTouches());
    }

    MigrationReport report() {
        return migration.report();
    }

    /** All that a listener was told, and when. */
    List<String> events() {
        return events;
    }

    /** What is wrong with how it went. */
    List<String> wrong() {
        List<String> wrong = new ArrayList<>(versions.wrong());
        if (memory.missing().next(0) != PageSet.NONE) {
            wrong.add("page " + memory.missing().next(0) + " is missing at the end");
        }
        return wrong;
    }

    @Override
    public void close() {
        host.close();
        simulation.close();
    }

    private final class Recorder implements MigrationListener {

        private void tell(String event) {
            events.add(simulation.nowNanos() + " " + event);
        }

        @Override
        public void onPhase(MigrationPhase phase) {
            atSource &= phase != MigrationPhase.SWITCHOVER;
            tell(phase.toString());
        }

        @Override
        public void onRound(Round round) {
            tell(round.toString());
        }

        @Override
        public void onDecision(String decision) {
            tell(decision);
        }

        @Override
        public void onNetworkFault(long page) {
            tell("fault " + page);
        }

        @Override
        public void onPagesSent(long first, long end, Delivery delivery) {
            versions.onPagesSent(first, end, delivery);
            tell(delivery + " " + first + " to " + end);
        }
    }
}
