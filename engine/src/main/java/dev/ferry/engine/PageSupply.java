package dev.ferry.engine;

import dev.ferry.api.event.Delivery;

/** Where the senders of the bulk lanes get pages from. Called by all of them. */
interface PageSupply {

    /**
     * Fills an empty batch with pages that are the caller's alone to send.
     *
     * @return false where nothing is left; the batch is then empty
     * @throws InterruptedException where the calling thread was interrupted while it waited
     */
    boolean next(PageBatch batch) throws InterruptedException;

    /**
     * How its pages come to the destination. Those of {@link Delivery#ABSENT} are zero and those of
     * {@link Delivery#REFERENCE} on the swap device, and nobody has to look.
     */
    Delivery delivery();

    /** How many pages have not been handed out. */
    long pagesLeft();
}
