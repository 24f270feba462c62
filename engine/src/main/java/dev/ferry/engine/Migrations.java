package dev.ferry.engine;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.engine.wire.Message;
import dev.ferry.engine.wire.Message.Alive;
import dev.ferry.engine.wire.Message.Bye;
import dev.ferry.engine.wire.Message.Resume;
import dev.ferry.engine.wire.MessageWriter;
import dev.ferry.engine.wire.SessionToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The migrations of a destination by their tokens: those under way, and how the last ones ended, for a source that has
 * not heard it. Also which guests are here or on their way. Any thread.
 */
final class Migrations {

    /** How many ends are remembered: a source asks within its recovery timeout, or never. */
    private static final int MAX_REMEMBERED = 1024;

    /**
     * How a migration ended.
     *
     * @param answer what a source is told that asks
     * @param heard called once it has heard a success
     */
    record End(List<Message> answer, Runnable heard) {}

    private final EngineSettings settings;
    /** The meeting point of each migration under way. */
    private final Map<SessionToken, MeetingPoint> underWay = new HashMap<>();
    private final Map<SessionToken, End> ended = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SessionToken, End> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };
    private final Map<String, SessionToken> guests = new HashMap<>();

    Migrations(EngineSettings settings) {
        this.settings = settings;
    }

    /**
     * Begins a migration.
     *
     * @throws FerryException where the guest is here already, or on its way
     */
    synchronized MeetingPoint begin(SessionToken token, String guestId) {
        if (guests.putIfAbsent(guestId, token) != null) {
            throw new FerryException(ErrorCode.RESERVATION_REFUSED,
                    "guest " + guestId + " is here already, or on its way");
        }
        MeetingPoint meetingPoint = new MeetingPoint();
        underWay.put(token, meetingPoint);
        return meetingPoint;
    }

    /** A migration has ended; {@code end} is remembered where there is something to tell. */
    void end(SessionToken token, String guestId, boolean arrived, @Nullable End end) {
        MeetingPoint left;
        synchronized (this) {
            left = underWay.remove(token);
            if (end != null) {
                ended.put(token, end);
            }
            if (!arrived) {
                guests.remove(guestId, token);
            }
        }
        if (left != null) {
            left.close();
        }
    }

    /** A guest has ended here, or moved on. */
    synchronized void forget(String guestId) {
        guests.remove(guestId);
    }

    /** Ends the wait for the source of a guest; says whether there was one. */
    boolean giveUp(String guestId) {
        MeetingPoint waiting;
        synchronized (this) {
            waiting = underWay.get(guests.get(guestId));
        }
        return waiting != null && waiting.giveUp();
    }

    /**
     * Leads a source that comes back to its migration, or tells it how that ended.
     *
     * @throws FerryException where it is a stranger, or was overtaken by a later attempt
     */
    void comeBack(Visitor<Resume> visitor) {
        MeetingPoint meetingPoint;
        End end;
        synchronized (this) {
            meetingPoint = underWay.get(visitor.first().token());
            end = ended.get(visitor.first().token());
        }
        if (meetingPoint != null) {
            meetingPoint.arrive(visitor);
        } else if (end != null) {
            tell(visitor, end);
        } else {
            throw new FerryException(ErrorCode.UNKNOWN_SESSION, "no migration is known here by its token");
        }
    }

    private void tell(Visitor<Resume> visitor, End end) {
        try (Deadline _ = new Deadline(visitor.link(), settings.handshakeTimeout())) {
            MessageWriter writer = new MessageWriter(visitor.link().urgent());
            for (Message message : end.answer()) {
                writer.write(message);
            }
            Message heard = visitor.reader().read();
            while (heard instanceof Alive) {
                heard = visitor.reader().read();
            }
            if (heard instanceof Bye) {
                end.heard().run();
            }
        } catch (IOException gone) {
            // It has heard what it wanted to know, or asks again.
        } finally {
            visitor.link().close();
        }
    }
}
