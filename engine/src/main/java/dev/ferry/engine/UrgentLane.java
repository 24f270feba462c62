package dev.ferry.engine;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.transport.Lane;
import dev.ferry.engine.wire.Message;
import dev.ferry.engine.wire.Message.Abort;
import dev.ferry.engine.wire.Message.Fault;
import dev.ferry.engine.wire.MessageReader;
import dev.ferry.engine.wire.MessageWriter;
import dev.ferry.engine.wire.ProtocolException;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The source's end of the urgent lane: a thread reads it, answers faults on the spot, and keeps every other message
 * for the session thread.
 */
final class UrgentLane {

    /** Answers a fault; called on the reading thread. */
    @FunctionalInterface
    interface FaultServer {
        void serve(long page) throws IOException;
    }

    private sealed interface Arrival {
        record Heard(Message message, long streamOffset) implements Arrival {}

        record Ended(Throwable cause) implements Arrival {}
    }

    /** How long the reason for an end may take to be heard. */
    private static final Duration LAST_WORD = Duration.ofMillis(200);

    private final MessageWriter writer;
    private final MessageReader reader;
    private final FaultServer faultServer;
    private final long pageCount;
    private final Runnable onEnd;
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private volatile @Nullable Abort abort;
    private volatile @Nullable FerryException violation;
    private final Thread thread;

    /**
     * @param pageCount the pages that the guest has
     * @param faultServer answers faults
     * @param onEnd told once the lane can be read no more; called on the reading thread
     */
    UrgentLane(Lane lane, long pageCount, FaultServer faultServer, Runnable onEnd) {
        this.pageCount = pageCount;
        this.writer = new MessageWriter(lane);
        this.reader = new MessageReader(lane);
        this.faultServer = faultServer;
        this.onEnd = onEnd;
        this.thread = Thread.ofPlatform().daemon().name("ferry-source-urgent").unstarted(this::read);
    }

    void start() {
        thread.start();
    }

    private void read() {
        try {
            while (true) {
                Message message = reader.read();
                if (message instanceof Fault(long page)) {
                    checkPage(page);
                    faultServer.serve(page);
                } else {
                    abort = message instanceof Abort heard ? heard : abort;
                    arrivals.add(new Arrival.Heard(message, reader.frameOffset()));
                }
            }
        } catch (Throwable ended) {
            arrivals.add(new Arrival.Ended(ended));
            if (!(ended instanceof IOException)) {
                violation = ended instanceof FerryException broken
                        ? broken
                        : new FerryException(Failures.code(ended), Failures.reason(ended), ended);
                abort(Failures.code(ended), Failures.reason(ended));
            }
            onEnd.run();
        }
    }

    private void checkPage(long page) {
        if (page < 0 || page >= pageCount) {
            throw reader.malformed("FAULT", "page is " + page, "0 to " + (pageCount - 1));
        }
    }

    /** Whether the destination can still be heard. */
    boolean lives() {
        return thread.isAlive();
    }

    /** Says why the migration ends to the destination, if it still listens and did not end it itself. */
    void abort(ErrorCode code, String reason) {
        if (abort != null) {
            return;
        }
        try {
            write(new Abort(code, reason));
        } catch (IOException gone) {
            // It will see the link end instead, which says as much.
        }
    }

    void write(Message message) throws IOException {
        writer.write(message);
    }

    /** Waits for a message of a type; anything else that comes is an error. */
    <M extends Message> M await(Class<M> type, @Nullable Duration timeout)
            throws IOException, InterruptedException {
        Arrival arrival = timeout == null
                ? arrivals.take()
                : arrivals.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
        return switch (arrival) {
            case null -> throw new FerryException(ErrorCode.LINK_LOST, "no " + type.getSimpleName()
                    + " from the destination within " + timeout + " (ferry.handshake.timeout)");
            case Arrival.Heard(Message message, _) when type.isInstance(message) -> type.cast(message);
            case Arrival.Heard(Abort heard, _) -> throw aborted(heard);
            case Arrival.Heard(Message message, long offset) ->
                throw new ProtocolException(message.frameName(),
                        offset, "it came out of turn", type.getSimpleName().toUpperCase(Locale.ROOT));
            case Arrival.Ended(Throwable cause) -> {
                arrivals.add(arrival);
                throw asIoException(cause);
            }
        };
    }

    private static IOException asIoException(Throwable cause) {
        return switch (cause) {
            case RuntimeException unchecked -> throw unchecked;
            case IOException lost -> lost;
            default -> new IOException("the thread of the urgent lane failed: " + cause, cause);
        };
    }

    /** What the destination said before it left, or did wrong: it explains other errors better than they do. */
    @Nullable
    FerryException reasonForEnd() throws InterruptedException {
        thread.join(LAST_WORD);
        Abort heard = abort;
        return heard == null ? violation : aborted(heard);
    }

    private static FerryException aborted(Abort abort) {
        return new FerryException(abort.code(), "the destination ended the migration: " + abort.reason());
    }
}
