package dev.ferry.benchmarks;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.memory.linux.GuestMemory;

/**
 * Touches and frees memory just before a run. A machine that is itself a virtual machine may have given its free pages
 * back to its host, and the first to touch them again pays for it: neither we nor the reference shall.
 */
final class WarmMemory {

    private WarmMemory() {}

    static void touchAndFree(long bytes) {
        try (GuestMemory memory = new GuestMemory(
                MemoryGeometry.flat(GuestMemory.PAGE_SIZE_BYTES, bytes / GuestMemory.PAGE_SIZE_BYTES),
                GuestMemory.Backing.ANONYMOUS)) {
            memory.segment().fill((byte) 1);
        }
    }
}
