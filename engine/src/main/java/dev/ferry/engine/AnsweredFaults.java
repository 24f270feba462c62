package dev.ferry.engine;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The pages that were sent because the guest asked, in order, on their way to the scheduler. The thread of the urgent
 * lane adds, who pushes takes; adding waits for nobody, what {@link #onChange} does is told there.
 */
final class AnsweredFaults {

    private final Queue<Long> pages = new ConcurrentLinkedQueue<>();
    private volatile boolean ended;
    private volatile Runnable onChange = () -> {};

    /** Whom to call after each addition and after the end, on the thread that makes it. */
    void onChange(Runnable onChange) {
        this.onChange = onChange;
    }

    void add(long page) {
        pages.add(page);
        onChange.run();
    }

    /** The link is lost: no fault will come any more. */
    void end() {
        ended = true;
        onChange.run();
    }

    /** The next page, or null where there is none yet. */
    @Nullable
    Long poll() {
        return pages.poll();
    }

    /** Whether nothing is new: neither a page nor the end. */
    boolean nothingNew() {
        return pages.isEmpty() && !ended;
    }

    boolean ended() {
        return ended;
    }
}
