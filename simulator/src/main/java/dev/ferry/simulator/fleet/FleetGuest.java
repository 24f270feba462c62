package dev.ferry.simulator.fleet;

import dev.ferry.paging.workingset.GuestWorkingSet;

/**
 * A guest of a fleet.
 *
 * @param id who it is
 * @param number the same as a number, from 0
 * @param workingSets what it needs
 */
record FleetGuest(String id, int number, WorkingSets workingSets) {

    long bytes(long nanos) {
        return workingSets.bytes(nanos);
    }

    GuestWorkingSet workingSet(long nanos) {
        return new GuestWorkingSet(id, bytes(nanos), true);
    }
}
