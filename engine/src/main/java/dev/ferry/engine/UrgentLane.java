package dev.ferry.engine;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.Quantities;
import dev.ferry.api.transport.Link;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The source's end of the urgent lane: a thread reads it, answers faults on the spot, and keeps every other message
 * for the session thread.
 */
final class UrgentLane {

    private sealed interface Arrival {
        record Heard(Message message, long streamOffset) implements Arrival {}

        record Ended(Throwable cause) implements Arrival {}
    }

    /** How long the reason for an end may take to be heard. */
    private static final Duration LAST_WORD = Duration.ofMillis(200);

    /** More than this that nobody waits for is no conversation. */
    private static final int MAX_ARRIVALS = 16;

    private final Link link;
    private final MessageReader reader;
    private final MessageWriter writer;
    private final FaultService faults;
    private final long pageCount;
    private final Supplier<Duration> silenceLimit;
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private volatile @Nullable Abort abort;
    private volatile @Nullable FerryException ownReason;
    private volatile @Nullable Long silentSinceNanos;
    private final Thread thread;

    /**
     * @param pageCount the pages that the guest has
     * @param faults answers faults; told once the lane can be read no more
     * @param silenceLimit how long the destination may be silent, at the moment
     */
    UrgentLane(Link link, MessageReader reader, MessageWriter writer, FaultService faults, long pageCount,
            Supplier<Duration> silenceLimit) {
        this.link = link;
        this.reader = reader;
        this.writer = writer;
        this.faults = faults;
        this.pageCount = pageCount;
        this.silenceLimit = silenceLimit;
        this.thread = Thread.ofPlatform().daemon().name("ferry-source-urgent").unstarted(this::read);
    }

    void start() {
        thread.start();
    }

    private void read() {
        try (Heartbeat heartbeat = new Heartbeat(link, reader, writer, silenceLimit)) {
            while (true) {
                take(heartbeat.read());
            }
        } catch (Throwable ended) {
            if (ended instanceof SilentPeerException silent) {
                silentSinceNanos = silent.sinceNanos();
                ownReason = new FerryException(Failures.code(ended), Failures.reason(ended), ended);
            } else if (!(ended instanceof IOException)) {
                ownReason = ended instanceof FerryException broken
                        ? broken
                        : new FerryException(Failures.code(ended), Failures.reason(ended), ended);
                // Said here: the session thread may be deep in a round.
                lastWord(ended);
            }
            // After the reason is known and told: who is woken by this closes the link.
            faults.linkLost();
            arrivals.add(new Arrival.Ended(ended));
            link.close();
        }
    }

    private void take(Message message) throws IOException {
        if (message instanceof Fault(long page)) {
            checkPage(page);
            faults.serve(page);
            return;
        }
        if (arrivals.size() == MAX_ARRIVALS) {
            throw reader.outOfTurn(message, "no more than " + MAX_ARRIVALS + " messages ahead of an answer");
        }
        abort = message instanceof Abort heard ? heard : abort;
        arrivals.add(new Arrival.Heard(message, reader.frameOffset()));
    }

    private void checkPage(long page) {
        if (page < 0 || page >= pageCount) {
            throw reader.malformed("FAULT", "page is " + page, "0 to " + (pageCount - 1));
        }
    }

    /** Closes the link, and returns once nothing is read or answered any more. */
    void end() {
        link.close();
        if (thread.isAlive()) {
            Threads.join(thread);
        }
    }

    /** Since when the link is no link, by {@link System#nanoTime()}: where the destination fell silent, since then. */
    long lostNanos() {
        Long since = silentSinceNanos;
        return since == null ? System.nanoTime() : since;
    }

    /** What the destination said when it ended the migration; null where it did not. */
    @Nullable
    Abort heardAbort() {
        return abort;
    }

    /** As {@link #abort}, where the link is about to be closed: that does not wait long. Any thread. */
    void lastWord(Throwable why) {
        try (Deadline _ = new Deadline(link, LAST_WORD)) {
            abort(Failures.code(why), Failures.reason(why));
        }
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
                    + " from the destination within " + Quantities.formatDuration(timeout)
                    + " (ferry.handshake.timeout)");
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

    /** What the destination said before it left, did wrong, or that it fell silent: it explains other errors best. */
    @Nullable
    FerryException reasonForEnd() throws InterruptedException {
        if (thread.isAlive()) {
            thread.join(LAST_WORD);
        }
        Abort heard = abort;
        return heard == null ? ownReason : aborted(heard);
    }

    private static FerryException aborted(Abort abort) {
        return new FerryException(abort.code(), "the destination ended the migration: " + abort.reason());
    }
}
