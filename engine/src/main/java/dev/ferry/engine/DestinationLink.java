package dev.ferry.engine;

import dev.ferry.api.FerryException;
import dev.ferry.api.transport.Lane;
import dev.ferry.api.transport.Link;
import dev.ferry.engine.wire.Message.Abort;
import dev.ferry.engine.wire.Message.Ack;
import dev.ferry.engine.wire.MessageReader;
import dev.ferry.engine.wire.MessageWriter;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The destination's end of one link, and the threads that read its bulk lanes. Where one of them fails the session
 * hears of it, and when the link ends they all do.
 */
final class DestinationLink {

    /** How long a lane that ended waits for the session to hear why. */
    private static final long LAST_WORD_MILLIS = 200;

    private final Link link;
    private final MessageReader reader;
    private final MessageWriter urgent;
    private final Consumer<Throwable> onFailure;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final CountDownLatch sessionOver = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private boolean aborted;

    /** @param onFailure told of the first failure of a thread, on that thread, while the link can still be written */
    DestinationLink(Link link, MessageReader reader, Consumer<Throwable> onFailure) {
        this.link = link;
        this.reader = reader;
        this.urgent = new MessageWriter(link.urgent());
        this.onFailure = onFailure;
    }

    Link link() {
        return link;
    }

    /** Of the urgent lane; for the session thread. */
    MessageReader reader() {
        return reader;
    }

    /** Of the urgent lane; for any thread. */
    MessageWriter urgent() {
        return urgent;
    }

    /** Reads the bulk lanes from here on, a thread for each. */
    void receiveBulk(ArrivingPages pages) {
        for (Lane lane : link.bulk()) {
            threads.add(Thread.ofPlatform().daemon().name("ferry-destination-bulk").start(() -> {
                try (PageReceiver receiver = new PageReceiver(new MessageReader(lane), pages)) {
                    receive(lane, receiver);
                } catch (IOException | RuntimeException | Error broken) {
                    fail(broken);
                }
            }));
        }
    }

    private static void receive(Lane lane, PageReceiver receiver) throws IOException {
        MessageWriter acknowledgements = new MessageWriter(lane);
        while (true) {
            receiver.receiveNext();
            acknowledgements.write(new Ack());
        }
    }

    /**
     * A thread other than the session's has failed. Where all lanes end at once, the session is left to hear the reason
     * on the urgent lane.
     */
    void fail(Throwable broken) {
        boolean expected = broken instanceof IOException && sessionEndsSoon();
        if (expected || !failure.compareAndSet(null, broken)) {
            return;
        }
        onFailure.accept(broken);
        link.close();
    }

    private boolean sessionEndsSoon() {
        try {
            return sessionOver.await(LAST_WORD_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            return false;
        }
    }

    /** The session reads no more. Of what it saw and what a thread saw, returns that which came first or tells more. */
    Throwable sessionOver(Throwable seenBySession) {
        sessionOver.countDown();
        Throwable first = failure.get();
        return first == null || seenBySession instanceof FerryException ? seenBySession : first;
    }

    /** Says once that the migration is over, and why. */
    synchronized void abort(Throwable reason) {
        if (aborted) {
            return;
        }
        aborted = true;
        try {
            urgent.write(new Abort(Failures.code(reason), Failures.reason(reason)));
        } catch (IOException gone) {
            // It will see the link end instead, which says as much.
        }
    }

    /** Closes the link and waits for its threads: they use the memory. For the session thread; may be called twice. */
    void end() {
        sessionOver.countDown();
        link.close();
        threads.forEach(Threads::join);
    }
}
