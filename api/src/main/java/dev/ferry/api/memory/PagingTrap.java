package dev.ferry.api.memory;

import java.lang.foreign.MemorySegment;

/**
 * A fault trap that can also take pages away from a guest that runs, so that they can be kept elsewhere. With it a pager
 * holds a guest within a reservation of memory.
 *
 * <p>
 * Unlike with a trap that only fills memory, {@link #place} may be called for the same page again and again, after it
 * was taken out. Placing is no write of the guest's; what the dirty log knows of a page survives its being taken out, and
 * taking a page out may itself count as a change.
 */
public interface PagingTrap extends FaultTrap {

    /**
     * Makes present pages missing, each atomically, and gives their last contents: whoever touches such a page from
     * here on waits in {@link #nextFault}, and nothing written to it is lost. The guest may run. Called by the pager,
     * one thread at a time.
     *
     * @param run pages that are present
     * @param contents takes the pages' bytes, native memory
     * @return how many pages were taken, from the first on; fewer than asked for where one cannot be taken now
     */
    long takeOut(PageRun run, MemorySegment contents);

    /**
     * Copies the bytes of present pages, which the guest may be writing; not while they are being taken out. Unlike a
     * view, this is safe in memory whose pages come and go: it may wait in the kernel, never in Java code.
     *
     * @param run pages that are present
     * @param target takes their bytes, native memory
     */
    void copy(PageRun run, MemorySegment target);
}
