package dev.ferry.simulator.guest;

import dev.ferry.simulator.time.Actor;
import org.jspecify.annotations.Nullable;

/**
 * One thread of a guest: a virtual CPU, or a process where there are more of them than virtual CPUs, which then share
 * these. It touches the pages that its pattern says until it has to wait for one.
 */
final class GuestThread implements Actor {

    private final SimulatedGuest guest;
    private final AccessPattern pattern;
    private final Step step = new Step();
    private final ThreadClock clock;
    private long page;
    private long pagesLeft;
    private boolean waits;
    private long awaitedPage;
    private @Nullable PageFaults asked;
    private double work;

    GuestThread(SimulatedGuest guest, AccessPattern pattern) {
        this.guest = guest;
        this.pattern = pattern;
        this.clock = new ThreadClock(guest.pacing());
    }

    @Override
    public void advanceTo(long nanos) {
        while (!waits && clock.nanos() < nanos) {
            if (pagesLeft == 0) {
                beginStep();
            }
            goOn(nanos);
        }
    }

    /** Touches of pages of which nothing is to be noted concern nobody. */
    @Override
    public long nextTurn(long endNanos) {
        if (waits || clock.nanos() >= endNanos) {
            return endNanos;
        }
        if (pagesLeft == 0 || clock.isPaced() || guest.chargesWrites(step.writes)) {
            return clock.nanos();
        }
        long end = page + clock.touchesUntil(endNanos, nanosEach(), pagesLeft);
        long touched = guest.memory().plainUntil(page, end) - page;
        return Math.min(endNanos, clock.nanos() + touched * nanosEach());
    }

    private void beginStep() {
        pattern.next(step);
        page = step.first;
        pagesLeft = step.count;
    }

    /** Touches the pages of the step for which there is time, or up to one that it has to wait for. */
    private void goOn(long endNanos) {
        SimulatedMemory memory = guest.memory();
        long end = page + clock.touchesUntil(endNanos, nanosEach(), pagesLeft);
        long plainEnd = memory.plainUntil(page, end);
        if (plainEnd > page) {
            touchPlain(plainEnd, endNanos);
        } else if (memory.hasToWait(page)) {
            awaitPage();
        } else {
            long furtherNanos = nanosOfWrite(page);
            boolean firstTouch = memory.touchAndLook(page, step.writes);
            touched(1, furtherNanos + (firstTouch ? guest.firstTouchNanos() : 0));
        }
    }

    /** All at once as long as each takes the same time. */
    private void touchPlain(long plainEnd, long endNanos) {
        SimulatedMemory memory = guest.memory();
        long end = plainEnd;
        long furtherNanos = 0;
        if (guest.chargesWrites(step.writes)) {
            furtherNanos = nanosOfWrite(page);
            long most = clock.touchesUntil(endNanos, nanosEach() + furtherNanos, plainEnd - page);
            end = memory.notedAlikeUntil(page, page + most);
        }
        memory.touchPlain(page, end - page, step.writes);
        touched(end - page, furtherNanos);
    }

    private long nanosOfWrite(long written) {
        return guest.chargesWrites(step.writes) && !guest.memory().isNotedAsWritten(written)
                ? guest.firstWriteNanos()
                : 0;
    }

    private long nanosEach() {
        return Math.max(1, (long) (step.nanosPerPage * guest.slowness()));
    }

    private void touched(long pages, long furtherNanosEach) {
        page += pages;
        pagesLeft -= pages;
        clock.touched(pages, nanosEach(), pages * furtherNanosEach);
        if (pagesLeft == 0) {
            work += step.work;
        }
    }

    private void awaitPage() {
        waits = true;
        awaitedPage = page;
        asked = null;
        guest.awaits(this, Math.max(clock.nanos(), guest.simulation().nowNanos()));
    }

    @Override
    public boolean waits() {
        return waits;
    }

    /** The page that it waits for. */
    long awaitedPage() {
        return awaitedPage;
    }

    /** Somebody is to bring its page; says whether that was not known. */
    boolean asks(PageFaults handler) {
        boolean news = asked != handler;
        asked = handler;
        return news;
    }

    /** It may go on some time from now: its page is there. */
    void wake(long nowNanos, long afterNanos) {
        waits = false;
        clock.wake(nowNanos, afterNanos);
    }

    /** The guest is paused. */
    void pause(long nowNanos) {
        clock.pause(nowNanos);
    }

    /** The guest goes on, and it does what was left when it was paused. */
    void resume(long nowNanos) {
        clock.resume(nowNanos);
    }

    /** Work done since its start. */
    double work() {
        return work;
    }
}
