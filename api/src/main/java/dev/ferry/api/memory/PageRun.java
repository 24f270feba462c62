package dev.ferry.api.memory;

/**
 * Contiguous pages handled as one unit on the wire and in system calls.
 *
 * @param first page index of the first one: its position in the concatenation of the guest's regions
 * @param count how many, at least 1
 */
public record PageRun(long first, long count) {

    /** Checks the bounds. */
    public PageRun {
        if (first < 0 || count < 1 || first + count < 0) {
            throw new IllegalArgumentException("no run of pages: first " + first + ", count " + count);
        }
    }

    /** The run of pages from {@code first} up to, not including, {@code end}. */
    public static PageRun between(long first, long end) {
        return new PageRun(first, end - first);
    }

    /** The index after the last page. */
    public long end() {
        return first + count;
    }

    /** Whether a page is one of the run. */
    public boolean contains(long page) {
        return page >= first && page < end();
    }
}
