package dev.ferry.api.memory;

import java.util.function.LongUnaryOperator;

/**
 * Takes free memory from a guest and gives it back. Ballooned pages are absent: no strategy sends them, and at the
 * destination they read as zero at the first touch (Hines et al. 2009, section 3.3). Called by one controller thread.
 */
public interface Balloon {

    /** Pages that the guest has free and the balloon could take. */
    long freePages();

    /** Pages that the balloon holds. */
    long sizePages();

    /** Takes up to {@code pages} free pages; says how many it got. Stops early when the guest comes under pressure. */
    long inflate(long pages);

    /** Gives back up to {@code pages} pages; says how many. */
    long deflate(long pages);

    /**
     * Sets who is called when the guest is short of memory: with the pages it asks for, and answering with the pages
     * that could still be given back after that. Called on a thread of the guest, which waits for the answer.
     */
    void onPressure(LongUnaryOperator pagesAskedToPagesLeft);
}
