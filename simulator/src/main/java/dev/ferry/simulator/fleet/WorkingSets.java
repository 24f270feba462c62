package dev.ferry.simulator.fleet;

/** How large a guest's working set is, by the time. The same time gives the same answer. */
@FunctionalInterface
interface WorkingSets {

    /**
     * The working set.
     *
     * @param nanos since the start
     * @return in bytes
     */
    long bytes(long nanos);
}
