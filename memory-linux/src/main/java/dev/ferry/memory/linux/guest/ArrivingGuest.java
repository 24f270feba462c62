package dev.ferry.memory.linux.guest;

import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.memory.Balloon;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.memory.linux.GuestMemory;
import dev.ferry.memory.linux.UserfaultFaultTrap;
import dev.ferry.workload.GuestPlatform;
import java.util.Optional;

/** A guest whose pages are still to come. Once they are all here and its trap is closed, it can be migrated on. */
sealed class ArrivingGuest implements GuestPlatform.Destination, GuestPlatform.Source permits VacantGuest {

    private final LocalGuest local;
    private final UserfaultFaultTrap trap;

    /** Takes over the memory, and closes it with itself; where this fails, the memory stays the caller's. */
    ArrivingGuest(String guestId, GuestMemory memory) {
        this(guestId, memory, new UserfaultFaultTrap(memory));
    }

    ArrivingGuest(String guestId, GuestMemory memory, UserfaultFaultTrap trap) {
        this.trap = trap;
        this.local = new LocalGuest(guestId, memory);
    }

    @Override
    public UserfaultFaultTrap trap() {
        return trap;
    }

    final ProcessGuest guest() {
        return local.guest();
    }

    @Override
    public MemorySource memory() {
        return local.memory();
    }

    @Override
    public GuestControl control() {
        return local.control();
    }

    @Override
    public Optional<Balloon> balloon() {
        return local.balloon();
    }

    @Override
    public Optional<String> prove() {
        return local.prove();
    }

    @Override
    public void close() {
        // A thread that waits for a page goes on with zeros once the trap is closed: to the end of its step only.
        local.guest().end();
        trap.close();
        local.close();
    }
}
