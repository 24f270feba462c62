package dev.ferry.engine;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.transport.Link;
import dev.ferry.api.transport.Transport;
import dev.ferry.engine.handover.Verdict;
import dev.ferry.engine.wire.Message;
import dev.ferry.engine.wire.Message.Abort;
import dev.ferry.engine.wire.Message.Resume;
import dev.ferry.engine.wire.Message.Resumed;
import dev.ferry.engine.wire.MessageReader;
import dev.ferry.engine.wire.MessageWriter;
import dev.ferry.engine.wire.SessionToken;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the source finds its destination again after the link was lost: tries, and waits a little longer after each
 * attempt that fails, until it is found, the time is up, or somebody gives up. Only {@link #reach} is for the session
 * thread alone.
 */
final class Reconnection {

    private static final Logger LOG = LoggerFactory.getLogger(Reconnection.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    /** Where to connect. */
    private record Target(Transport transport, String address) {}

    /**
     * A destination that was found again.
     *
     * @param reader of the urgent lane, which has read what is here
     * @param missing what the guest lacks there
     */
    record Found(Link link, MessageReader reader, Verdict verdict, PageBitmap missing) {}

    private final EngineSettings settings;
    private final long pageCount;
    private final SessionToken token;
    private final SessionToken destinationToken;
    private Target target;
    private boolean givenUp;
    private long attempts;
    private boolean waiting;
    private long leftNanos;
    private boolean progressed = true;
    private long leastMissing = Long.MAX_VALUE;
    private String lastReason = "";
    private String lastFailure = "nothing was tried";

    /**
     * @param token what this source showed in HELLO
     * @param destinationToken what the destination showed in WELCOME
     */
    Reconnection(Transport transport, String address, EngineSettings settings, long pageCount,
            SessionToken token, SessionToken destinationToken) {
        this.target = new Target(transport, address);
        this.settings = settings;
        this.leftNanos = settings.recoveryTimeout().toNanos();
        this.pageCount = pageCount;
        this.token = token;
        this.destinationToken = destinationToken;
    }

    /** Connects there from now on, and at once where it waits. Any thread. */
    synchronized void redirect(Transport transport, String address) {
        target = new Target(transport, address);
        notifyAll();
    }

    /** The link was lost: from here on, until {@link #reach} returns, somebody waits. */
    synchronized void linkLost() {
        waiting = true;
        givenUp = false;
    }

    /** Ends the wait; says whether there was one. Any thread. */
    synchronized boolean giveUp() {
        givenUp |= waiting;
        notifyAll();
        return waiting;
    }

    /**
     * Finds the destination; null where nobody waits for it any longer. There is at least one attempt. The time without
     * a link adds up, and counts from 0 again only once pages have come through: a link that breaks at the same page
     * for ever is no link.
     */
    @Nullable
    Found reach() throws InterruptedException {
        long startNanos = System.nanoTime();
        try {
            if (!progressed) {
                pause(FIRST_PAUSE);
            }
            Found found = tryUntil(startNanos + leftNanos);
            leftNanos -= System.nanoTime() - startNanos;
            if (found != null) {
                long missing = missing(found);
                progressed = missing < leastMissing;
                leastMissing = Math.min(leastMissing, missing);
                leftNanos = progressed ? settings.recoveryTimeout().toNanos() : leftNanos;
            }
            return found;
        } finally {
            endWait();
        }
    }

    private @Nullable Found tryUntil(long untilNanos) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        do {
            try {
                return attempt();
            } catch (IOException | RuntimeException failed) {
                tell(failed);
            }
            pause(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                    ? pause.multipliedBy(2)
                    : LONGEST_PAUSE;
        } while (mayTry(untilNanos));
        return null;
    }

    private synchronized void endWait() {
        waiting = false;
    }

    /** Each new reason is worth a look; the same one again is not. */
    private void tell(Exception failed) {
        lastFailure = "attempt " + attempts + " to reach " + target().address() + " failed: "
                + failed.getMessage();
        if (String.valueOf(failed.getMessage()).equals(lastReason)) {
            LOG.info("{}", lastFailure);
        } else {
            LOG.warn("{}", lastFailure);
        }
        lastReason = String.valueOf(failed.getMessage());
    }

    /** How far the guest is from complete: one that does not run there yet lacks more than any that does. */
    private long missing(Found found) {
        return found.verdict() instanceof Verdict.Prepared ? pageCount + 1 : found.missing().size();
    }

    /** What to tell of a loss that was not made good. */
    FerryException givenUp(Throwable loss) {
        return new FerryException(ErrorCode.LINK_LOST, Failures.reason(loss) + "; given up: " + lastFailure,
                loss);
    }

    private synchronized boolean mayTry(long untilNanos) {
        return !givenUp && untilNanos - System.nanoTime() > 0;
    }

    private synchronized void pause(Duration pause) throws InterruptedException {
        Target before = target;
        long untilNanos = System.nanoTime() + pause.toNanos();
        for (long left = pause.toNanos(); left > 0 && !givenUp && target == before; left = untilNanos
                - System.nanoTime()) {
            wait(Math.max(1, left / 1_000_000));
        }
    }

    private synchronized Target target() {
        return target;
    }

    private Found attempt() throws IOException {
        Target to = target();
        attempts++;
        Link link = to.transport().connect(to.address());
        try (Deadline _ = new Deadline(link, settings.handshakeTimeout())) {
            new MessageWriter(link.urgent()).write(new Resume(token, attempts));
            return answer(link, new MessageReader(link.urgent()));
        } catch (IOException | RuntimeException | Error failed) {
            link.close();
            throw failed;
        }
    }

    private Found answer(Link link, MessageReader reader) throws IOException {
        Message message = reader.read();
        if (message instanceof Abort(ErrorCode code, String reason)) {
            throw new FerryException(code, reason);
        }
        if (!(message instanceof Resumed(SessionToken shown, Verdict verdict))) {
            throw reader.outOfTurn(message, "RESUMED");
        }
        if (!shown.equals(destinationToken)) {
            throw reader.malformed("RESUMED", "its token is another", "the token of WELCOME");
        }
        PageBitmap missing = verdict instanceof Verdict.Running(long announced)
                ? MissingPages.read(reader, pageCount, announced)
                : new PageBitmap(pageCount);
        return new Found(link, reader, verdict, missing);
    }
}
