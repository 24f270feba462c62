package dev.ferry.paging;

import dev.ferry.api.FerryException;

/** Told how a guest gets on with its swap device. Called on threads of the pager, which wait; not to block. */
public interface PagingListener {

    /** Hears nothing. */
    PagingListener NONE = new PagingListener() {};

    /**
     * The device cannot be reached: the guest waits for its pages, and is tried for. Once for each time it is lost.
     *
     * @param why names guest, slot and server
     */
    default void onWaiting(FerryException why) {}

    /** The device is there again, and the guest goes on. */
    default void onRecovered() {}

    /**
     * The guest cannot get a page back, or room for it: the device is damaged, belongs to another host, or was unreachable
     * for too long. Whoever touches the page waits for good and is not given zeros; what is in memory is still there. Once
     * at most.
     *
     * @param why names guest, slot and server
     */
    default void onLost(FerryException why) {}
}
