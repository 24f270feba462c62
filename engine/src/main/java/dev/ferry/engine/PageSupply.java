package dev.ferry.engine;

/** Where the senders of the bulk lanes get pages from. Called by all of them. */
interface PageSupply {

    /**
     * Fills an empty batch with pages that are the caller's alone to send.
     *
     * @return false where nothing is left; the batch is then empty
     * @throws InterruptedException where the calling thread was interrupted while it waited
     */
    boolean next(PageBatch batch) throws InterruptedException;

    /** Whether the pages are known to be zero, so that nobody has to look. */
    default boolean zero() {
        return false;
    }

    /** How many pages have not been handed out. */
    long pagesLeft();
}
