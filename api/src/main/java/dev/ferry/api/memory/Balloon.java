package dev.ferry.api.memory;

import java.util.function.LongUnaryOperator;

/**
 * Takes free memory from a guest and gives it back. Ballooned pages are absent: no strategy sends them, and at the
 * destination they read as zero at the first touch (Hines et al. 2009, section 3.3). Which they are is known to the guest,
 * and moves with it: the balloon at the destination holds what the one at the source held. Nothing is taken or given while
 * the guest is paused. Inflated by one controller thread; deflated by that, and by who answers the guest's calls for
 * memory.
 */
public interface Balloon {

    /** Pages that the guest has free and the balloon could take. Does not wait for the guest. */
    long freePages();

    /** Pages that the balloon holds. Does not wait for the guest. */
    long sizePages();

    /**
     * Takes up to {@code pages} free pages, those first that have been free the longest, and frees their memory on this
     * host; they count as changed. Says how many it got: fewer where fewer are free, and when the guest comes under
     * pressure; none while it is paused, or some of its pages are still to come.
     */
    long inflate(long pages);

    /**
     * Gives back up to {@code pages} pages, which the guest uses before its other free ones; says how many. They read as
     * zero, and take memory once they are touched. While the guest waits for an answer to its call for memory, that counts
     * pages which it gets when it goes on.
     */
    long deflate(long pages);

    /**
     * Sets who is called when the guest is short of memory: with the pages it asks for, and answering with the pages
     * that could still be given back after that. Called on a thread of the guest, which waits for the answer. Before this
     * is called, and where whoever is called throws, the balloon gives back by itself what the guest asks for.
     */
    void onPressure(LongUnaryOperator pagesAskedToPagesLeft);
}
