package dev.ferry.engine;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.Quantities;
import dev.ferry.api.transport.Link;
import dev.ferry.api.transport.LinkListener;
import dev.ferry.engine.wire.FrameType;
import dev.ferry.engine.wire.Message;
import dev.ferry.engine.wire.Message.Abort;
import dev.ferry.engine.wire.Message.Hello;
import dev.ferry.engine.wire.Message.Resume;
import dev.ferry.engine.wire.MessageReader;
import dev.ferry.engine.wire.MessageWriter;
import java.io.IOException;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes links in at all addresses and hears, on a thread for each, what they come for; so that a stranger who says
 * nothing, or too little, delays nobody. Who brings a guest waits to be received; who comes back goes to the migration
 * that it belongs to; whoever else is turned away.
 */
final class Reception {

    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);
    /** What may come first. */
    private static final Set<FrameType> FIRST = EnumSet.of(FrameType.HELLO, FrameType.RESUME);
    /** Where more at a time have not said what they come for, the oldest is turned away. */
    private static final int MAX_UNHEARD = 64;
    /** More guests at a time that nobody receives are turned away. */
    private static final int MAX_WAITING = 16;

    private sealed interface Event {
        record Comes(Visitor<Hello> visitor) implements Event {}

        record Closed(IOException cause) implements Event {}
    }

    private final EngineSettings settings;
    private final Migrations migrations;
    /** Oldest first. */
    private final SequencedSet<Link> unheard = new LinkedHashSet<>();
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    Reception(EngineSettings settings, Migrations migrations) {
        this.settings = settings;
        this.migrations = migrations;
    }

    /** Takes links in from a listener, until that is closed. */
    void open(LinkListener listener) {
        Thread.ofPlatform().daemon().name("ferry-reception-" + listener.address()).start(() -> {
            try {
                while (true) {
                    admit(listener.accept());
                }
            } catch (IOException closed) {
                events.add(new Event.Closed(closed));
            } catch (RuntimeException | Error broken) {
                events.add(new Event.Closed(new IOException("the listener failed: " + broken, broken)));
            }
        });
    }

    /**
     * Waits for the next guest.
     *
     * @throws IOException once a listener was closed
     */
    Visitor<Hello> next() throws IOException, InterruptedException {
        return switch (events.take()) {
            case Event.Comes(Visitor<Hello> visitor) -> visitor;
            case Event.Closed closed -> {
                events.add(closed);
                throw closed.cause();
            }
        };
    }

    /** Closes the links of guests that nobody has received. */
    void close() {
        events.removeIf(event -> {
            if (event instanceof Event.Comes(Visitor<Hello> visitor)) {
                visitor.link().close();
                return true;
            }
            return false;
        });
    }

    private void admit(Link link) {
        Link oldest = enter(link);
        if (oldest != null) {
            turnAway(oldest, new FerryException(ErrorCode.RESERVATION_REFUSED,
                    MAX_UNHEARD + " came after it, and it has not said what it comes for"));
        }
        Thread.ofVirtual().name("ferry-reception").start(() -> {
            try {
                hear(link);
            } catch (IOException | RuntimeException | Error refused) {
                turnAway(link, refused);
            }
        });
    }

    /** Returns who has to go to make room: who has had the most time to speak. */
    private @Nullable Link enter(Link link) {
        synchronized (unheard) {
            unheard.add(link);
            return unheard.size() > MAX_UNHEARD ? unheard.removeFirst() : null;
        }
    }

    private void hear(Link link) throws IOException {
        MessageReader reader = new MessageReader(link.urgent());
        switch (first(link, reader)) {
            case Hello hello -> queue(new Visitor<>(link, reader, hello));
            case Resume resume -> migrations.comeBack(new Visitor<>(link, reader, resume));
            case Message other -> throw reader.outOfTurn(other, FIRST.toString());
        }
    }

    private Message first(Link link, MessageReader reader) throws IOException {
        try (Deadline deadline = new Deadline(link, settings.handshakeTimeout())) {
            try {
                return reader.read(FIRST);
            } catch (IOException ended) {
                throw deadline.missed()
                        ? new IOException("it did not say what it comes for within "
                                + Quantities.formatDuration(settings.handshakeTimeout())
                                + " (ferry.handshake.timeout)", ended)
                        : ended;
            }
        } finally {
            synchronized (unheard) {
                unheard.remove(link);
            }
        }
    }

    private void queue(Visitor<Hello> visitor) {
        if (events.size() >= MAX_WAITING) {
            throw new FerryException(ErrorCode.RESERVATION_REFUSED,
                    MAX_WAITING + " other guests wait to be received");
        }
        events.add(new Event.Comes(visitor));
    }

    /** Tells a peer why it is not wanted, and closes its link. */
    static void turnAway(Link link, Throwable reason) {
        LOG.warn("turned {} away: {}", link.peer(), Failures.reason(reason));
        try {
            new MessageWriter(link.urgent())
                    .write(new Abort(Failures.code(reason), Failures.reason(reason)));
        } catch (IOException gone) {
            // It will see the link end instead.
        }
        link.close();
    }
}
