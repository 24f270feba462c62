package dev.ferry.testkit.wrap;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Notes where calls that are for one thread at a time overlap; and, on the way, what else is wrong with one. */
final class OneAtATime {

    private final String part;
    private final Violations violations;
    private final AtomicReference<@Nullable String> busy = new AtomicReference<>();

    OneAtATime(String part, Violations violations) {
        this.part = part;
        this.violations = violations;
    }

    /** A call, until it is over. */
    Call enter(String call) {
        String by = call + " by " + Thread.currentThread().getName();
        String other = busy.getAndSet(by);
        if (other != null) {
            violations.add(part + ": " + call + " while another thread is in " + other);
        }
        return () -> busy.compareAndSet(by, null);
    }

    /** Notes what does not hold. */
    void check(boolean holds, Supplier<String> violation) {
        if (!holds) {
            violations.add(part + ": " + violation.get());
        }
    }

    /** To be closed when the call is over. */
    @FunctionalInterface
    interface Call extends AutoCloseable {
        @Override
        void close();
    }
}
