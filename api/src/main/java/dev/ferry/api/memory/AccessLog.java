package dev.ferry.api.memory;

/**
 * Tells which pages a guest touches, by reading or writing: the referenced bits of Hines et al. 2009, section 4.3. An
 * ability that some guest memory has; watching costs the guest something, so nobody watches unless an order of last
 * use, or a recording, was asked for. Used by one thread at a time.
 */
public interface AccessLog {

    /** Begins to watch: what is touched from here on is reported by the next {@link #collect}. The guest may run. */
    void start();

    /**
     * Adds the pages touched since the log was started or last collected, and goes on watching. A page touched during
     * the call is reported now or at the next call. Some pages may be reported that were not touched, but were near one
     * that was. Pages that hold nothing are not reported.
     *
     * @throws IllegalStateException where the log was not started
     */
    void collect(PageBitmap touched);

    /** Stops watching, and its cost. Does nothing where the log is not running. */
    void stop();
}
