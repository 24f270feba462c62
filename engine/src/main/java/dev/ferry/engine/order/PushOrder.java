package dev.ferry.engine.order;

/** What "next to each other" means to a scheduler. */
public enum PushOrder {
    /** Pages whose addresses are. */
    ADDRESS,
    /** Pages that were last used at about the same time. The memory must be able to tell, and watching costs. */
    LRU
}
