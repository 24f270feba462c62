package dev.ferry.testkit.guest;

import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.workload.GuestPlatform;

/** A software guest at the destination: its pages are missing until they are placed. */
final class SoftwareReservation extends SoftwareMachine implements GuestPlatform.Destination {

    private final FaultTrap trap;

    SoftwareReservation(String guestId, MemoryGeometry geometry, Paging paging) {
        super(guestId, SoftwareMemory.missing(geometry), paging);
        this.trap = new SoftwareFaultTrap(memory);
    }

    @Override
    public FaultTrap trap() {
        return trap;
    }
}
