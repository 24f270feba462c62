package dev.ferry.testkit.guest;

import dev.ferry.api.memory.PageBitmap;
import java.util.function.Consumer;

/**
 * What a software guest itself does so that its touches of missing pages are seen, beside what its hypervisor sees
 * ({@link Presence}). {@link #isMapped} and {@link #map} are for the guest's threads; the rest is for who pauses it.
 */
sealed interface Paging permits ShadowPaging, PageTracking, PseudoPaging {

    /** Whether the guest's page table lets a touch through, so that nobody else sees it. */
    boolean isMapped(long page);

    /** The guest's fault handler has waited for a page, and lets touches through from now on. */
    void map(long page);

    /** The guest is about to be paused, and still runs. */
    default void beforePause() {}

    /**
     * The guest is paused and will go on elsewhere, or here after all.
     *
     * @param collectFree adds the pages that the guest would take without asking for their contents
     */
    default void prepareHandover(Consumer<PageBitmap> collectFree) {}

    /**
     * Adds the pages that {@link #isMapped} lets through unseen at the destination.
     *
     * @param collectFree as in {@link #prepareHandover}
     */
    default void collectNonPageable(PageBitmap nonPageable, Consumer<PageBitmap> collectFree) {}

    /** Adds to a state what the guest's page table is to be at the destination. */
    byte[] addTo(byte[] state);

    /**
     * Takes from a state what {@link #addTo} has added, and returns the rest.
     *
     * @throws IllegalArgumentException where it is the state of a guest of another kind
     */
    byte[] takeFrom(byte[] state);

    /** Entries of the guest's page table that were visited while it was paused. */
    default long entriesVisitedInPause() {
        return 0;
    }
}
