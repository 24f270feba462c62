package dev.ferry.api.strategy;

/** What becomes of the pages that are still dirty when the guest is paused. */
public enum Residue {
    /** They are copied while the guest is paused: stop-and-copy, pre-copy. */
    COPY,
    /** They are owed, and follow while the guest runs at the destination: post-copy, hybrid. */
    OWE
}
