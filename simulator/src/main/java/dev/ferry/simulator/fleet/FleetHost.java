package dev.ferry.simulator.fleet;

import dev.ferry.paging.workingset.GuestWorkingSet;
import dev.ferry.simulator.channel.Channel;
import dev.ferry.simulator.time.Simulation;
import java.util.ArrayList;
import java.util.List;

/** A host: its guests, those that come, its link and its drive. A guest is here until nothing of it is needed here. */
final class FleetHost {

    private static final long NOT_OVER = -1;

    private final Simulation simulation;
    private final FleetModel model;
    private final Channel uplink;
    private final Channel drive;
    private final List<FleetGuest> guests = new ArrayList<>();
    private final List<FleetGuest> coming = new ArrayList<>();
    private long overSinceNanos = NOT_OVER;

    FleetHost(Simulation simulation, FleetModel model) {
        this.simulation = simulation;
        this.model = model;
        this.uplink = model.link().open(simulation);
        this.drive = model.drive().open(simulation);
    }

    Channel uplink() {
        return uplink;
    }

    Channel drive() {
        return drive;
    }

    List<FleetGuest> guests() {
        return guests;
    }

    List<GuestWorkingSet> workingSets() {
        long nanos = simulation.nowNanos();
        return guests.stream().map(guest -> guest.workingSet(nanos)).toList();
    }

    FleetGuest guest(String id) {
        return guests.stream().filter(guest -> guest.id().equals(id)).findFirst().orElseThrow();
    }

    /** What its guests need now, and those on the way to it. */
    long promisedBytes() {
        return neededBytes() + sum(coming);
    }

    private long neededBytes() {
        return sum(guests);
    }

    private long sum(List<FleetGuest> some) {
        long bytes = 0;
        for (FleetGuest guest : some) {
            bytes += guest.bytes(simulation.nowNanos());
        }
        return bytes;
    }

    void expect(FleetGuest guest) {
        coming.add(guest);
    }

    void forget(FleetGuest guest) {
        coming.remove(guest);
    }

    /** Looks whether it is above the high mark, and tells how long it was once it is no more. */
    void look(FleetFigures.Counts counts) {
        long now = simulation.nowNanos();
        boolean over = neededBytes() > model.marks().highBytes();
        if (over && overSinceNanos == NOT_OVER) {
            overSinceNanos = now;
        } else if (!over && overSinceNanos != NOT_OVER) {
            counts.relieved(now - overSinceNanos);
            overSinceNanos = NOT_OVER;
        }
    }

    /** The end of all: what lasts is cut off. */
    void end(FleetFigures.Counts counts, long nanos) {
        if (overSinceNanos != NOT_OVER) {
            counts.unrelieved(nanos - overSinceNanos);
        }
    }
}
