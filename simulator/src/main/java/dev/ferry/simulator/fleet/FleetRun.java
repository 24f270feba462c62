package dev.ferry.simulator.fleet;

import dev.ferry.paging.workingset.GuestWorkingSet;
import dev.ferry.paging.workingset.PressureWatch;
import dev.ferry.simulator.scenario.ScenarioWay;
import dev.ferry.simulator.time.Simulation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * A fleet in virtual time, whose guests are all moved in one way. Each host has a {@link PressureWatch}, as a real one
 * has; a guest that has to leave goes to the host with the most room below its low mark. The same guests need the same
 * at the same time, however they are moved.
 */
public final class FleetRun {

    private final FleetModel model;
    private final ScenarioWay way;
    private final Simulation simulation = new Simulation();
    private final List<FleetHost> hosts = new ArrayList<>();
    private final FleetFigures.Counts counts = new FleetFigures.Counts();
    private boolean over;

    /** A fleet at its start, with working sets by the number of the guest. */
    FleetRun(FleetModel model, ScenarioWay way, IntFunction<WorkingSets> workingSets) {
        this.model = model;
        this.way = way;
        for (int index = 0; index < model.hosts(); index++) {
            FleetHost host = new FleetHost(simulation, model);
            hosts.add(host);
            for (int guest = 0; guest < model.guestsPerHost(); guest++) {
                int number = index * model.guestsPerHost() + guest;
                host.guests().add(new FleetGuest("guest-" + number, number, workingSets.apply(number)));
            }
        }
    }

    /** Simulates a fleet, and says what became of it. */
    public static FleetFigures run(FleetModel model, ScenarioWay way) {
        return new FleetRun(model, way, model::workingSets).run();
    }

    /** Simulates all of it; migrations under way at the end come to theirs. */
    FleetFigures run() {
        long end = model.span().toNanos();
        try (simulation) {
            for (int index = 0; index < hosts.size(); index++) {
                watch(hosts.get(index), model.checks().toNanos() * index / hosts.size());
            }
            simulation.runUntil(end);
            over = true;
            hosts.forEach(host -> host.end(counts, end));
            while (counts.underWay() > 0) {
                simulation.runUntil(simulation.nowNanos() + model.checks().toNanos());
            }
        }
        return counts.figures(way.name());
    }

    /** Hosts look at their guests one after the other, so that not all of them move somebody at once. */
    private void watch(FleetHost host, long firstNanos) {
        PressureWatch watch = new PressureWatch(model.marks(), host::workingSets, guest -> move(host, guest),
                model.pauseAfterFailure(), simulation);
        simulation.after(firstNanos, () -> simulation.every(model.checks(), () -> {
            if (!over) {
                host.look(counts);
                watch.step();
            }
        }));
    }

    private CompletionStage<?> move(FleetHost source, GuestWorkingSet wanted) {
        FleetGuest guest = source.guest(wanted.guestId());
        CompletableFuture<Void> gone = new CompletableFuture<>();
        Optional<FleetHost> target = roomiest(source, wanted.bytes());
        if (target.isEmpty()) {
            counts.refused();
            gone.completeExceptionally(new IllegalStateException("no host has room"));
            return gone;
        }
        target.get().expect(guest);
        counts.begins();
        Consumer<RuntimeException> stay = failed -> {
            target.get().forget(guest);
            counts.failed(failed);
            gone.completeExceptionally(failed);
        };
        try {
            new GuestMove(simulation, model, way).start(source, guest, wanted.bytes(), report -> {
                source.guests().remove(guest);
                target.get().forget(guest);
                target.get().guests().add(guest);
                counts.moved(report);
                if (!over) {
                    source.look(counts);
                }
                gone.complete(null);
            }, stay);
        } catch (RuntimeException notBegun) {
            stay.accept(notBegun);
        }
        return gone;
    }

    /** The first of those with the most room, if the guest leaves it below its low mark. */
    private Optional<FleetHost> roomiest(FleetHost source, long bytes) {
        return hosts.stream().filter(host -> host != source)
                .min(Comparator.comparingLong(FleetHost::promisedBytes))
                .filter(host -> host.promisedBytes() + bytes <= model.marks().lowBytes());
    }

    /** All hosts, for tests. */
    List<FleetHost> hosts() {
        return hosts;
    }
}
