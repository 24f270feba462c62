package dev.ferry.engine;

import dev.ferry.api.Quantities;
import dev.ferry.api.transport.Link;
import dev.ferry.engine.wire.Message;
import dev.ferry.engine.wire.Message.Alive;
import dev.ferry.engine.wire.MessageReader;
import dev.ferry.engine.wire.MessageWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Says on the urgent lane that this end is there, and closes the link where the other has been silent for too long: a
 * network that fails says nothing. Silence is counted in beats of our own, so that a host that was stopped for a while
 * does not take its own pause for its peer's.
 */
final class Heartbeat implements AutoCloseable {

    private static final Duration BEAT = Duration.ofMillis(100);
    /** One beat late is no silence, whatever the limit. */
    private static final long FEWEST_BEATS = 3;

    private final Link link;
    private final MessageReader reader;
    private final Supplier<Duration> limit;
    private final CountDownLatch over = new CountDownLatch(1);
    private long heardNanos = System.nanoTime();
    private volatile boolean busy;
    private volatile int silentBeats;
    private volatile boolean silent;

    /**
     * Begins to beat.
     *
     * @param reader of the urgent lane; read through {@link #read()} from here on
     * @param limit how long the peer may be silent, at the moment
     */
    Heartbeat(Link link, MessageReader reader, MessageWriter urgent, Supplier<Duration> limit) {
        this.link = link;
        this.reader = reader;
        this.limit = limit;
        Thread.ofVirtual().name("ferry-beat").start(() -> beat(urgent));
        Thread.ofVirtual().name("ferry-listen").start(this::listen);
    }

    /** Waits for the next message that says more than that the peer is there. */
    Message read() throws IOException {
        try {
            while (true) {
                Message message = reader.read();
                silentBeats = 0;
                heardNanos = System.nanoTime();
                if (!(message instanceof Alive)) {
                    return message;
                }
            }
        } catch (IOException ended) {
            throw silent
                    ? new SilentPeerException(
                            "the peer was silent for " + Quantities.formatDuration(limit.get()), heardNanos,
                            ended)
                    : ended;
        }
    }

    /** Does what may take its time, while nobody listens to the peer. */
    void whileBusy(LinkCalls.Action work) throws IOException, InterruptedException {
        busy = true;
        try {
            work.run();
        } finally {
            silentBeats = 0;
            busy = false;
        }
    }

    private void beat(MessageWriter urgent) {
        try {
            while (!isOver()) {
                urgent.write(new Alive());
            }
        } catch (IOException ended) {
            // Who reads the lane sees it, too.
        }
    }

    private void listen() {
        while (!isOver()) {
            if (!busy && ++silentBeats > Math.max(FEWEST_BEATS, limit.get().dividedBy(BEAT))) {
                silent = true;
                link.close();
                return;
            }
        }
    }

    /** Waits for a beat; says whether it was the last. */
    private boolean isOver() {
        try {
            return over.await(BEAT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException asked) {
            return true;
        }
    }

    @Override
    public void close() {
        over.countDown();
    }
}
