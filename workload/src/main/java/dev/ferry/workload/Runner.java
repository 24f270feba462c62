package dev.ferry.workload;

import java.util.Optional;

/** Does the steps of one thread of a guest. What belongs to a step is for one thread, the rest for any. */
public sealed interface Runner permits TaskRunner, ProcessRunner {

    /** The steps completed. */
    long steps();

    /** The first thing found wrong. */
    Optional<String> complaint();

    /** Notes that the thread could not go on. Only the first thing noted is kept. */
    void complain(String what);

    /** Does one step, as soon as its pages are there; it is counted when it is complete. */
    void step(PageWords memory);

    /** Whether the last step had to be given up because no memory was free: {@link #askForMemory} before the next. */
    default boolean isShortOfMemory() {
        return false;
    }

    /** Asks the balloon for memory. Called where that is short, outside a step: the guest may be paused meanwhile. */
    default void askForMemory() {}
}
