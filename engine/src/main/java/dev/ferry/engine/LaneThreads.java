package dev.ferry.engine;

import dev.ferry.api.FerryException;
import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.transport.Link;
import dev.ferry.engine.wire.Message.Abort;
import dev.ferry.engine.wire.MessageWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a migration at the destination beside the session's own: where one fails the session ends, and when
 * the session ends they all do.
 */
final class LaneThreads {

    /** What a thread does until its lane ends. */
    interface Work {
        void run() throws IOException;
    }

    /** How long a lane that ended waits for the session to hear why. */
    private static final long LAST_WORD_MILLIS = 200;

    private final Link link;
    private final MessageWriter urgent;
    private final BooleanSupplier completed;
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch sessionOver = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** @param completed whether the migration has succeeded, so that the end of a lane is none of a failure */
    LaneThreads(Link link, MessageWriter urgent, BooleanSupplier completed) {
        this.link = link;
        this.urgent = urgent;
        this.completed = completed;
    }

    void start(String name, Work work) {
        threads.add(Thread.ofPlatform().daemon().name(name).start(() -> {
            try {
                work.run();
            } catch (IOException | RuntimeException | Error broken) {
                fail(broken);
            }
        }));
    }

    /**
     * Ends the session because of a thread other than its own. Where all lanes end at once, the session is left to hear
     * the reason on the urgent lane.
     */
    private void fail(Throwable broken) {
        boolean expected = broken instanceof IOException && (completed.getAsBoolean() || sessionEndsSoon());
        if (expected || !failure.compareAndSet(null, broken)) {
            return;
        }
        abort(broken);
        link.close();
    }

    private boolean sessionEndsSoon() {
        try {
            return sessionOver.await(LAST_WORD_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            return false;
        }
    }

    /** The session reads no more. */
    void sessionOver() {
        sessionOver.countDown();
    }

    /** Of what the session saw and what a thread saw, that which came first or tells more; the source is told. */
    Throwable causeOf(Throwable seenBySession) {
        Throwable first = failure.get();
        if (first == null) {
            abort(seenBySession);
        }
        return first == null || seenBySession instanceof FerryException ? seenBySession : first;
    }

    /** Says why to the source, unless it is the link that is lost. */
    private void abort(Throwable reason) {
        if (reason instanceof IOException) {
            return;
        }
        try {
            urgent.write(new Abort(Failures.code(reason), Failures.reason(reason)));
        } catch (IOException gone) {
            // It will see the link end instead, which says as much.
        }
    }

    /** Ends the threads, and waits for them: they use the memory. May be called twice. */
    void end(FaultTrap trap) {
        link.close();
        trap.stopFaults();
        boolean interrupted = false;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException asked) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
