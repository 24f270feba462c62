package dev.ferry.engine;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.transport.Link;
import dev.ferry.engine.wire.Message.Resume;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Where a source that comes back meets the session of its migration. Any thread. */
final class MeetingPoint {

    private @Nullable Link current;
    private @Nullable Visitor<Resume> arrived;
    private volatile BooleanSupplier refusal = () -> false;
    private long lastAttempt;
    private boolean waiting;
    private boolean givenUp;
    private boolean closed;

    /** The session goes on over this link. */
    synchronized void goOnOver(Link link) {
        current = link;
    }

    /**
     * A source has come back: the link that the session still believes in is dead, and is closed.
     *
     * @throws FerryException where a later attempt came first, or the migration has just ended
     */
    synchronized void arrive(Visitor<Resume> visitor) {
        if (visitor.first().attempt() <= lastAttempt) {
            throw new FerryException(ErrorCode.PEER_ABORTED, "attempt " + visitor.first().attempt()
                    + " to come back was overtaken by attempt " + lastAttempt);
        }
        if (closed) {
            throw new FerryException(ErrorCode.PEER_ABORTED, "the migration has just ended: ask again");
        }
        lastAttempt = visitor.first().attempt();
        if (arrived != null) {
            arrived.link().close();
        }
        arrived = visitor;
        if (current != null) {
            current.close();
        }
        notifyAll();
    }

    /** The link was lost: from here on, until {@link #await} returns, somebody waits. */
    synchronized void linkLost() {
        waiting = true;
        givenUp = false;
    }

    /**
     * Waits for the source.
     *
     * @param over ends the wait, once {@link #wake()} was called
     * @return null where nobody waits any longer
     */
    synchronized @Nullable Visitor<Resume> await(long untilNanos, BooleanSupplier over) {
        try {
            for (long left = untilNanos - System.nanoTime(); arrived == null && !givenUp && left > 0
                    && !over.getAsBoolean(); left = untilNanos - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        waiting = false;
        Visitor<Resume> back = arrived;
        arrived = null;
        return back;
    }

    /** Something has changed for who waits. */
    synchronized void wake() {
        notifyAll();
    }

    /** Ends the wait, or refuses a guest that does not run yet; says whether there was anything to give up. */
    boolean giveUp() {
        synchronized (this) {
            givenUp |= waiting;
            notifyAll();
            if (waiting) {
                return true;
            }
        }
        return refusal.getAsBoolean();
    }

    /** Who refuses the guest while it does not run here yet, and says whether that was so. */
    void onRefusal(BooleanSupplier refuse) {
        refusal = refuse;
    }

    /** Nobody waits here any more. */
    synchronized void close() {
        closed = true;
        if (arrived != null) {
            arrived.link().close();
        }
    }
}
