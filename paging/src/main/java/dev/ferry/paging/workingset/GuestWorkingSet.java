package dev.ferry.paging.workingset;

/**
 * How much memory a guest needs.
 *
 * @param guestId who it is
 * @param bytes its working set
 * @param stable whether it is one for the time being; otherwise it is still being looked for
 */
public record GuestWorkingSet(String guestId, long bytes, boolean stable) {}
