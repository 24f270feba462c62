package dev.ferry.api.memory;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Guest memory with pages missing, at the destination: it tells of the page that the guest waits for, and installs
 * pages. At first all pages are missing. Methods may be called by several threads at a time for different pages;
 * {@link #nextFault()} by one.
 *
 * <p>
 * <b>Missing memory is never handed out</b>: Java code that touches a missing page stops the whole JVM at its next
 * safepoint. {@link #landing} therefore gives present pages only.
 */
public interface FaultTrap extends AutoCloseable {

    /** What {@link #nextFault()} returns once the trap was told to stop. */
    long STOPPED = -1;

    /** The shape of the memory; the same at every call. */
    MemoryGeometry geometry();

    /** The pages that are in place, or lie on the guest's swap device: a live set. */
    PageSet present();

    /**
     * Waits until the guest touches a missing page. The same page may be reported more than once, also after it was
     * placed. Blocks the calling thread, which is the fault thread of the engine.
     *
     * @return the page, or {@link #STOPPED} after {@link #stopFaults()}
     */
    long nextFault();

    /** Ends {@link #nextFault()}, now and from now on; the memory stays trapped. Any thread, any number of times. */
    void stopFaults();

    /**
     * Installs a run of missing pages atomically, page by page, and wakes who waits for them.
     *
     * @param run pages that are missing
     * @param contents the run's bytes; not kept
     * @throws IllegalStateException where a page of the run is present; the pages before it are in place
     */
    void place(PageRun run, MemorySegment contents);

    /** Installs a run of missing pages that hold zeros, and wakes who waits for them. Throws as {@link #place}. */
    void placeZero(PageRun run);

    /**
     * A writable view of pages that are present, to read newer contents into straight from a lane. Those that lie on the
     * swap device are brought into memory for that, and not read: nothing is known of what they hold until they are
     * overwritten. Only while the guest does not run here.
     *
     * @throws IllegalStateException where a page of the run is missing
     */
    MemorySegment landing(PageRun run);

    /**
     * Makes pages missing again and frees their memory, or forgets that they lie on the swap device; those already
     * missing stay so. Only while the guest does not run here.
     */
    void discard(PageRun run);

    /**
     * Whether this trap can take pages that lie on the guest's swap device by reference. The same at every call; the
     * default cannot.
     */
    default boolean takesCold() {
        return false;
    }

    /**
     * Takes note that missing pages lie on the guest's swap device: they count as {@link #present()} from here on, and
     * the trap itself brings one in when the guest touches it, also while somebody waits for it already, also after
     * {@link #close()}. Nothing is read before the guest runs here.
     *
     * @throws UnsupportedOperationException where {@link #takesCold()} says so
     * @throws IllegalStateException where a page of the run is present
     */
    default void placeCold(PageRun run) {
        throw new UnsupportedOperationException("this trap has no swap device");
    }

    /** The faults that the guest's swap device has answered since the guest began to run here; empty without one. */
    default Optional<SwapFaults> swapFaults() {
        return Optional.empty();
    }

    /**
     * First touches by the guest of pages that push had already placed, since the guest began to run here; empty
     * where this trap cannot see them.
     */
    default OptionalLong minorFaults() {
        return OptionalLong.empty();
    }

    /**
     * How the guest's touches of pages that are in place can be watched, once the guest runs here; the same at every
     * call. The default has no way.
     */
    default Optional<AccessLog> accessLog() {
        return Optional.empty();
    }

    /**
     * Ends trapping: pages still missing read as zero from here on. Called by the engine when each page that is
     * missing is known to be zero; the memory itself lives on with its guest. May be called twice.
     */
    @Override
    void close();
}
