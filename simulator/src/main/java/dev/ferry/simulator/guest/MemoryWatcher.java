package dev.ferry.simulator.guest;

import dev.ferry.api.memory.PageSet;

/** Is told when pages change, whether or not that is logged. */
interface MemoryWatcher {

    /** Does nothing. */
    MemoryWatcher NOBODY = new MemoryWatcher() {};

    /** The guest has written pages, or they were discarded. */
    default void onWrite(long first, long count) {}

    /** The guest goes on where it lacks these. */
    default void onLoss(PageSet missing) {}
}
