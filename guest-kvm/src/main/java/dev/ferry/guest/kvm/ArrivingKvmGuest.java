package dev.ferry.guest.kvm;

import dev.ferry.memory.linux.GuestMemory;
import dev.ferry.memory.linux.UserfaultFaultTrap;
import dev.ferry.workload.GuestPlatform;

/**
 * A KVM guest whose pages are still to come, those of its program and its page tables too. Once they are all
 * here and its trap is closed, it can be migrated on.
 */
sealed class ArrivingKvmGuest extends KvmGuest implements GuestPlatform.Destination permits VacantKvmGuest {

    private final UserfaultFaultTrap trap;

    /** Takes over the memory and its trap; where this fails, they stay the caller's. */
    ArrivingKvmGuest(String guestId, GuestLayout layout, GuestMemory memory, UserfaultFaultTrap trap) {
        super(guestId, layout, memory);
        this.trap = trap;
    }

    @Override
    public UserfaultFaultTrap trap() {
        return trap;
    }

    @Override
    void releaseTrap() {
        trap.close();
    }
}
