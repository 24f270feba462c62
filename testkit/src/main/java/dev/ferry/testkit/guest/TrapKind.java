package dev.ferry.testkit.guest;

import dev.ferry.api.Setting;

/**
 * How a software guest's touches of missing pages are seen at the destination: the three kinds of Hines et al. 2009,
 * section 4.1, which differ in what they cost while the guest is paused. Source and destination are set to the same.
 */
public enum TrapKind {
    /** The hypervisor sees the touch in its own tables. Nothing is done in the pause. */
    SHADOW_PAGING,
    /**
     * The guest sees it itself: in the pause every entry of its page table is visited, and what is resident is marked
     * not present.
     */
    PAGE_TRACKING,
    /**
     * The guest swaps it in: before the pause its pageable memory is exchanged, without copies, for slots of a swap
     * device that is the source's copy. What is not pageable, and what is free where there is no balloon, is sent in the
     * pause.
     */
    PSEUDO_PAGING;

    /** Which kind. */
    public static final Setting<TrapKind> SETTING = Setting.choice("ferry.guest.trap", SHADOW_PAGING,
            "how a software guest's touches of missing pages are seen");

    /** The share of memory that is not pageable: the guest's kernel. Hines et al. give no figure. */
    public static final Setting<Long> NON_PAGEABLE = Setting.number("ferry.guest.non-pageable", 10, 0, 100,
            "the percentage of a software guest's memory that pseudo-paging cannot swap out");

    Paging paging(long pageCount, int nonPageablePercent) {
        return switch (this) {
            case SHADOW_PAGING -> new ShadowPaging();
            case PAGE_TRACKING -> new PageTracking(pageCount);
            case PSEUDO_PAGING -> new PseudoPaging(pageCount, nonPageablePercent);
        };
    }
}
