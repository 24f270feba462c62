package dev.ferry.cli;

import dev.ferry.api.FerryException;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.memory.linux.GuestMemory;
import dev.ferry.memory.linux.LinuxSupport;
import dev.ferry.memory.linux.guest.AvailableMemory;

/**
 * Touches and frees memory. A machine that is itself a virtual machine may have given its free pages back to its host,
 * and whoever touches them first pays for it: of several migrations that are compared, none shall.
 */
final class WarmMemory {

    /** Both ends of a guest, and what else a migration needs. */
    private static final double PER_GUEST_BYTE = 2 * 1.4;

    private WarmMemory() {}

    /** Touches and frees what the migration of a guest needs; nothing where the machine has not that much. */
    static void forGuest(MemoryGeometry guest) {
        long bytes = (long) (guest.memoryBytes() * PER_GUEST_BYTE);
        if (LinuxSupport.missing().isPresent()) {
            return;
        }
        try {
            AvailableMemory.require("to warm memory for", bytes);
        } catch (FerryException tooLittle) {
            return;
        }
        MemoryGeometry pages = MemoryGeometry.flat(GuestMemory.PAGE_SIZE_BYTES,
                Math.ceilDiv(bytes, GuestMemory.PAGE_SIZE_BYTES));
        try (GuestMemory memory = new GuestMemory(pages, GuestMemory.Backing.ANONYMOUS)) {
            memory.segment().fill((byte) 1);
        }
    }
}
