package dev.ferry.simulator.paper;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.simulator.channel.Channel;
import dev.ferry.simulator.channel.Stream;
import dev.ferry.simulator.guest.SimulatedGuest;
import dev.ferry.simulator.guest.SimulatedMemory;
import dev.ferry.simulator.host.ClientTraffic;
import dev.ferry.simulator.host.HostedGuest;
import dev.ferry.simulator.host.RemoteMemory;
import dev.ferry.simulator.host.SwapDrive;
import dev.ferry.simulator.host.SwapPath;
import dev.ferry.simulator.migration.EngineCost;
import dev.ferry.simulator.migration.EngineCosts;
import dev.ferry.simulator.migration.SimulatedMigration;
import dev.ferry.simulator.migration.Way;
import dev.ferry.simulator.time.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The hosts of Deshpande et al., section V: a source with several guests that have less memory than they use, a
 * destination with enough, and a third host whose memory holds the cold pages where Agile is looked at; all at Gigabit
 * Ethernet.
 */
final class AgileHosts implements AutoCloseable {

    /** What Gigabit Ethernet carries of TCP: 1448 of each 1538 bytes. */
    static final long LINK_BYTES_PER_SECOND = 117_000_000;
    static final long LINK_LATENCY_NANOS = 50_000;
    /** From a fault until a page of another host's memory begins to come. */
    static final long REMOTE_NANOS = 100_000;
    /** From a fault at the destination until the page is asked for, and from its arrival until the guest goes on. */
    static final long FAULT_NANOS = 150_000;
    /** Until a solid state drive begins to answer. */
    static final long DRIVE_NANOS = 100_000;
    /** What Linux reads by one request, where pages lie in order ({@code vm.page-cluster}). */
    static final int READ_AHEAD_PAGES = 8;
    static final int KERNEL_MIB = 384;
    /** A table of 2^24 pointers for the nine million records; the inner nodes and logs of a database are as large. */
    static final int INDEX_MIB = 128;
    private static final long STATE_BYTES = 1 << 20;
    private static final long BUFFER_BYTES = 256 << 10;
    private static final long NANOS = 1_000_000_000;

    /**
     * What is moved, and how.
     *
     * @param way how
     * @param scale pages of the model
     * @param server in each guest
     * @param guests how many
     * @param memoryMib of each
     * @param reservationMib of each while all are there
     * @param driveBytesPerSecond what the source's drive reads and writes, together
     */
    record Plan(AgileWay way, AgileScale scale, AgileServer server, int guests, int memoryMib,
            int reservationMib, long driveBytesPerSecond) {}

    /**
     * What came of it.
     *
     * @param report of the migration
     * @param workPerSecond of all guests, second by second from the start
     * @param guests how many
     */
    record Outcome(MigrationReport report, List<Double> workPerSecond, int guests) {

        double seconds() {
            Long nanos = report.totalTimeNanos();
            if (nanos == null) {
                throw new IllegalStateException("the migration has not ended");
            }
            return nanos / (double) NANOS;
        }

        double mib() {
            return report.bytesOnWire() / (double) AgileScale.bytes(1);
        }

        /** The mean of the guests' work per second between two moments, in seconds. */
        double mean(int from, int to) {
            return workPerSecond.subList(from, to).stream().mapToDouble(work -> work / guests).average()
                    .orElseThrow();
        }
    }

    private final Plan plan;
    private final Simulation simulation = new Simulation();
    private final Channel sourceOut = link();
    private final Channel sourceIn = link();
    /** Section IV-A: a host has one client of the device, for all its guests. */
    private final Stream deviceOut = sourceOut.stream(1);
    private final Stream deviceIn = sourceIn.stream(1);
    private final Channel destinationOut = link();
    private final Channel destinationIn = link();
    private final SwapPath drive;
    private final List<SimulatedGuest> guests = new ArrayList<>();
    private final List<HostedGuest> hosted = new ArrayList<>();
    private final List<ClientTraffic> clients = new ArrayList<>();
    private final List<Double> workPerSecond = new ArrayList<>();

    AgileHosts(Plan plan) {
        this.plan = plan;
        this.drive = new SwapDrive(new Channel(simulation, plan.driveBytesPerSecond,
                plan.scale.of(DRIVE_NANOS)));
    }

    private Channel link() {
        return new Channel(simulation, LINK_BYTES_PER_SECOND, LINK_LATENCY_NANOS);
    }

    /** All guests run; each grows when its time has come. */
    void start(int firstGrowthSecond, int secondsBetween) {
        for (int index = 0; index < plan.guests; index++) {
            AgileServer.Running running = add(index);
            simulation.at((firstGrowthSecond + (long) index * secondsBetween) * NANOS, running.growth());
        }
        double[] before = {0};
        simulation.every(Duration.ofSeconds(1), () -> {
            double now = guests.stream().mapToDouble(SimulatedGuest::work).sum() * plan.scale.pages();
            workPerSecond.add(now - before[0]);
            before[0] = now;
        });
    }

    private AgileServer.Running add(int index) {
        AgileScale scale = plan.scale;
        SimulatedMemory memory = new SimulatedMemory(
                MemoryGeometry.flat(scale.pageBytes(), scale.pages(plan.memoryMib)));
        SimulatedGuest guest = new SimulatedGuest(simulation, "guest-" + index, memory, 2);
        PageRun kernel = new PageRun(0, scale.pages(KERNEL_MIB));
        PageRun table = new PageRun(kernel.end(), scale.pages(INDEX_MIB));
        PageRun data = new PageRun(table.end(), scale.pages(plan.server.dataMib()));
        SwapPath swap = plan.way.remote()
                ? new RemoteMemory(simulation, deviceOut, deviceIn, scale.of(REMOTE_NANOS))
                : drive;
        boolean growsLater = plan.way.remote() && plan.server.quietMib() > 0;
        HostedGuest host = new HostedGuest(guest,
                scale.pages(growsLater ? plan.server.quietMib() : plan.reservationMib), swap,
                new HostedGuest.Paging(READ_AHEAD_PAGES, plan.way.remote()));
        List.of(kernel, data, table).forEach(host::fill);
        if (plan.way.knowsFree() && data.end() < memory.geometry().pageCount()) {
            memory.discard(data.end(), memory.geometry().pageCount() - data.end());
        }
        guest.onCold(host);
        AgileServer.Running running = plan.server.start(scale, table, data, index);
        ClientTraffic traffic = new ClientTraffic(simulation, guest, sourceOut.stream(1),
                plan.server.answerBytes() * scale.pages(), BUFFER_BYTES, Duration.ofMillis(10));
        guest.with(traffic.pacing(running.pattern(), 0));
        guests.add(guest);
        hosted.add(host);
        clients.add(traffic);
        guest.start();
        return new AgileServer.Running(running.pattern(), () -> {
            host.reserve(scale.pages(plan.reservationMib));
            running.growth().run();
        });
    }

    /** The first guest is moved; then the others have what it had. */
    Outcome migrate(int startSecond, int atLeastUntilSecond, int limitSecond) {
        simulation.runUntil(startSecond * NANOS);
        SimulatedGuest guest = guests.getFirst();
        HostedGuest source = hosted.getFirst();
        SimulatedMigration migration = SimulatedMigration.start(
                SimulatedMigration.Plan.of(simulation, guest, sourceOut, plan.way.way(plan.scale), costs())
                        .with(new Move(guest, source)).with(source),
                this::shareWhatIsFree);
        int second = atLeastUntilSecond;
        simulation.runUntil(second * NANOS);
        while (!migration.hasEnded() && second < limitSecond) {
            simulation.runUntil(++second * NANOS);
        }
        return new Outcome(migration.report(), List.copyOf(workPerSecond), plan.guests);
    }

    /** Ends a migration that has not come to its end. */
    @Override
    public void close() {
        simulation.close();
    }

    private EngineCosts costs() {
        return EngineCosts.NONE.with(EngineCost.STATE_BYTES, STATE_BYTES).with(EngineCost.FAULT_NANOS,
                plan.scale.of(FAULT_NANOS));
    }

    private void shareWhatIsFree() {
        int left = plan.guests - 1;
        for (HostedGuest host : hosted.subList(1, plan.guests)) {
            host.reserve(plan.scale.pages((long) plan.reservationMib * plan.guests / left));
        }
    }

    /** What changes as the guest moves. */
    private final class Move implements MigrationListener {

        private final SimulatedGuest guest;
        private final HostedGuest source;
        private boolean handedOver;

        Move(SimulatedGuest guest, HostedGuest source) {
            this.guest = guest;
            this.source = source;
        }

        @Override
        public void onPhase(MigrationPhase phase) {
            if (phase == MigrationPhase.PUSH) {
                handedOver = true;
                source.handOver();
                SwapPath swap = new RemoteMemory(simulation, destinationOut.stream(1),
                        destinationIn.stream(1),
                        plan.scale.of(REMOTE_NANOS));
                guest.onCold(new HostedGuest(guest, guest.memory().geometry().pageCount(), swap,
                        new HostedGuest.Paging(1, true)));
                clients.getFirst().sendOver(destinationOut.stream(1));
            }
        }

        @Override
        public void onPagesSent(long first, long end, Delivery delivery) {
            if (handedOver) {
                source.sent(first, end);
            }
        }
    }
}
