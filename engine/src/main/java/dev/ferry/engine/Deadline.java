package dev.ferry.engine;

import dev.ferry.api.transport.Link;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Closes a link when a peer has not answered in time, so that who waits for it gets an error. */
final class Deadline implements AutoCloseable {

    private final CountDownLatch met = new CountDownLatch(1);
    private volatile boolean missed;

    Deadline(Link link, Duration timeout) {
        Thread.ofVirtual().name("ferry-deadline").start(() -> {
            if (!await(timeout)) {
                missed = true;
                link.close();
            }
        });
    }

    private boolean await(Duration timeout) {
        try {
            return met.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            return true;
        }
    }

    /** Whether it has closed the link. */
    boolean missed() {
        return missed;
    }

    @Override
    public void close() {
        met.countDown();
    }
}
