package dev.ferry.simulator.guest;

/**
 * What a virtual CPU does next: touches pages that follow each other, one after the other. One is filled in again and
 * again, so that a step costs no memory.
 */
public final class Step {

    /** The first page. */
    public long first;
    /** How many, at least 1. */
    public long count;
    /** Whether they are written, or only read. */
    public boolean writes;
    /** The processor time that each page takes before the next one is touched, in nanoseconds; at least 1. */
    public long nanosPerPage;
    /** Work done when the last page was touched, in the units of the guest's work: queries, visits, files compiled. */
    public double work;

    /** An empty step. */
    public Step() {}

    /** Fills in all of it. */
    public void set(long firstPage, long pages, boolean write, long nanosEach, double workDone) {
        first = firstPage;
        count = pages;
        writes = write;
        nanosPerPage = nanosEach;
        work = workDone;
    }
}
