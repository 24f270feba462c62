package dev.ferry.paging.workingset;

import dev.ferry.paging.PagerFigures;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A guest, its tracker, and what it had swapped when it was last looked at. For one thread at a time. */
final class Tracked {

    private final WatchedGuest guest;
    private final WorkingSetTracker tracker;
    private PagerFigures last;
    private Instant lookedAt;

    Tracked(WorkingSetSettings settings, WatchedGuest guest, Instant now) {
        this.guest = guest;
        this.last = guest.figures().get();
        this.tracker = new WorkingSetTracker(settings, guest.geometry(), last.reservationPages());
        this.lookedAt = now;
    }

    String id() {
        return guest.guestId();
    }

    /**
     * Looks at what was swapped since the last time. Nothing can be said where no time has passed, and no time counts
     * in which the pager was still taking pages out because the reservation had shrunk.
     */
    void adjust(Instant now, long roomBytes) {
        PagerFigures figures = guest.figures().get();
        Duration elapsed = Duration.between(lookedAt, now);
        if (elapsed.isPositive() && !isBehind(figures)) {
            long in = figures.swappedIn() - last.swappedIn();
            long drivenOut = drivenOut(last, figures);
            long pages = tracker.adjust(in + drivenOut, drivenOut, elapsed,
                    roomBytes / guest.geometry().pageSizeBytes());
            if (pages != figures.reservationPages()) {
                guest.reserve().accept(pages);
            }
        }
        last = figures;
        lookedAt = now;
    }

    /** More than that over its reservation no memory is but on its way down. */
    private static boolean isBehind(PagerFigures figures) {
        return figures.memoryPages() - figures.reservationPages() > figures.reservationPages() / 8;
    }

    /** What went out only for memory to be less than before was not driven out by other pages. */
    private static long drivenOut(PagerFigures before, PagerFigures now) {
        long less = Math.max(0, before.memoryPages() - now.memoryPages());
        return Math.max(0, now.swappedOut() - before.swappedOut() - less);
    }

    long reservedBytes() {
        return guest.geometry().bytes(tracker.reservationPages());
    }

    Optional<GuestWorkingSet> workingSet() {
        return tracker.workingSetPages().stream()
                .mapToObj(
                        pages -> new GuestWorkingSet(id(), guest.geometry().bytes(pages), tracker.isStable()))
                .findFirst();
    }
}
