package dev.ferry.ballooning;

import dev.ferry.api.memory.Balloon;
import dev.ferry.api.memory.BalloonFigures;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rule of dynamic self-ballooning for one guest (Hines et al. 2009, sections 3.3 and 4.2). Once in an interval the
 * balloon is inflated to a share of what is free and what it holds together. When the guest asks for memory, it is given
 * what it asks for at once, an inflation under way ends, and the balloon is not inflated for some intervals.
 *
 * <p>One step more than the paper: what stays free is what the guest used last, and not empty. So after an inflation it
 * is exchanged once for pages of the balloon, which are; what is still free then costs nothing on the wire either.
 *
 * <p>No thread, and no clock but the one given. {@link #step} is for one thread at a time, the rest for any. What the
 * balloon throws is logged, and the rule goes on.
 */
public final class SelfBallooning {

    private static final Logger LOG = LoggerFactory.getLogger(SelfBallooning.class);
    private static final long PERCENT = 100;

    /** How much is taken at a time: pressure that a balloon does not see itself ends the inflation after that much. */
    static final long CHUNK_PAGES = 1024;

    private final String guestId;
    private final Balloon balloon;
    private final BallooningSettings settings;
    private final InstantSource clock;
    private final AtomicLong inflations = new AtomicLong();
    private final AtomicLong deflations = new AtomicLong();
    private final AtomicLong pressureCalls = new AtomicLong();
    private final AtomicLong spentNanos = new AtomicLong();
    private volatile Instant due;
    private volatile Instant heldUntil;
    private volatile boolean ended;

    /**
     * Does nothing yet; the first step is due at once.
     *
     * @param guestId for logs
     * @param clock one that does not go back
     */
    public SelfBallooning(String guestId, Balloon balloon, BallooningSettings settings, InstantSource clock) {
        this.guestId = guestId;
        this.balloon = balloon;
        this.settings = settings;
        this.clock = clock;
        this.due = clock.instant();
        this.heldUntil = due;
    }

    /** When {@link #step} has something to do; later than was said where the guest has asked for memory meanwhile. */
    public Instant nextStep() {
        Instant held = heldUntil;
        Instant next = due;
        return held.isAfter(next) ? held : next;
    }

    /** Inflates the balloon, where that is due. */
    public void step() {
        Instant begun = clock.instant();
        // Before it is looked whether the balloon is held: who asks after that is seen by its call.
        long calls = pressureCalls.get();
        if (ended || begun.isBefore(nextStep())) {
            return;
        }
        try {
            inflate(calls);
        } catch (RuntimeException broken) {
            LOG.warn("The balloon of guest {} cannot be inflated this time", guestId, broken);
        } finally {
            due = spentSince(begun).plus(settings.interval());
        }
    }

    private void inflate(long calls) {
        long taken = 0;
        long wanted;
        long got;
        do {
            wanted = Math.min(CHUNK_PAGES, room().toTake());
            got = goesOn(calls) && wanted > 0 ? balloon.inflate(wanted) : 0;
            taken += got;
        } while (got > 0 && got == wanted);
        if (taken > 0) {
            exchangeReserve(calls);
            inflations.incrementAndGet();
            LOG.debug("Took {} pages from guest {}; its balloon holds {}", taken, guestId,
                    balloon.sizePages());
        }
    }

    /** Gives empty pages first, then takes as many that are not: what is free is never less than the reserve. */
    private void exchangeReserve(long calls) {
        long left = room().reservePages();
        while (left > 0 && goesOn(calls)) {
            long given = balloon.deflate(Math.min(CHUNK_PAGES, left));
            long taken = goesOn(calls) && given > 0 ? balloon.inflate(given) : 0;
            left = taken > 0 ? left - taken : 0;
        }
    }

    private boolean goesOn(long calls) {
        return !ended && pressureCalls.get() == calls;
    }

    private Room room() {
        return Room.of(balloon.freePages(), balloon.sizePages(), settings.fillPercent());
    }

    /**
     * The guest is short of memory: to be called by the thread that is, as {@link Balloon#onPressure} says. After
     * {@link #end} it is given memory as before.
     *
     * @return the pages that could still be given
     */
    public long press(long pages) {
        Instant begun = clock.instant();
        hold(begun.plus(settings.backOff()));
        pressureCalls.incrementAndGet();
        try {
            if (balloon.deflate(Math.max(pages, settings.pressurePages())) > 0) {
                deflations.incrementAndGet();
            }
            return balloon.sizePages();
        } catch (RuntimeException broken) {
            LOG.warn("The balloon of guest {} cannot be deflated, of which {} pages are needed", guestId,
                    pages, broken);
            return 0;
        } finally {
            spentSince(begun);
        }
    }

    private synchronized void hold(Instant until) {
        if (until.isAfter(heldUntil)) {
            heldUntil = until;
        }
    }

    private Instant spentSince(Instant begun) {
        Instant now = clock.instant();
        spentNanos.addAndGet(Duration.between(begun, now).toNanos());
        return now;
    }

    /** Ends an inflation under way, at the latest after the pages that are just being taken; there is no other one. */
    public void end() {
        ended = true;
    }

    /** Whether it was ended. */
    public boolean hasEnded() {
        return ended;
    }

    /** What was done; an inflation is complete, and counted, once the exchange after it is. */
    public BalloonFigures figures() {
        return new BalloonFigures(balloon.sizePages(), inflations.get(), deflations.get(),
                pressureCalls.get(),
                spentNanos.get());
    }

    /**
     * What may be taken from a guest.
     *
     * @param toTake pages
     * @param reservePages pages that stay free
     */
    private record Room(long toTake, long reservePages) {

        static Room of(long free, long ballooned, long fillPercent) {
            long most = (free + ballooned) * fillPercent / PERCENT;
            return new Room(most - ballooned, free + ballooned - most);
        }
    }
}
