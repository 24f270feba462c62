package dev.ferry.cli;

import dev.ferry.api.guest.GuestHost;
import dev.ferry.api.guest.Reservation;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.paging.workingset.WatchedGuest;
import dev.ferry.testkit.migration.PagedPlatform;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One guest of a scenario, and where it goes. At rest until its load comes. Any thread may ask; one moves it. */
final class PressureGuest implements GuestHost, AutoCloseable {

    private final GuestPlan plan;
    private final PagedPlatform there;
    private final PagedPlatform.Guest atSource;
    private volatile PagedPlatform.@Nullable Guest atDestination;
    private volatile boolean gone;
    private volatile long stepsAtSource;

    /**
     * Makes the guest.
     *
     * @param here makes guests of the host that comes under pressure
     * @param there makes those of the host that takes guests over
     */
    PressureGuest(GuestPlan plan, PagedPlatform here, PagedPlatform there) {
        this.plan = plan;
        this.there = there;
        this.atSource = here.start(plan.guestId(), plan.geometry(), plan.workload());
        atSource.control().pause();
    }

    String id() {
        return plan.guestId();
    }

    /** Its load comes. */
    void work() {
        atSource.control().resume();
    }

    /** The guest as long as it has not left. */
    PagedPlatform.Guest atSource() {
        return atSource;
    }

    /** The same for a watch of working sets. */
    WatchedGuest watched() {
        return WatchedGuest.of(id(), atSource.paged());
    }

    @Override
    public Reservation reserve(String guestId, MemoryGeometry geometry) {
        PagedPlatform.Guest reserved = there.reserve(guestId, geometry);
        atDestination = reserved;
        return reserved;
    }

    /** It has gone: frees its memory here. */
    void leave() {
        stepsAtSource = Work.stepsOf(atSource.control());
        gone = true;
        atSource.close();
    }

    /** The steps that it has done, wherever it runs. */
    long steps() {
        PagedPlatform.Guest arriving = atDestination;
        long here = gone ? stepsAtSource : Work.stepsOf(atSource.control());
        return arriving == null ? here : Math.max(here, Work.stepsOf(arriving.control()));
    }

    /** Compares its memory, all of which it may have from now on; returns what is wrong. */
    Optional<String> prove() {
        PagedPlatform.Guest arrived = atDestination;
        PagedPlatform.Guest guest = gone && arrived != null ? arrived : atSource;
        guest.paged().reserve(plan.geometry().pageCount());
        return guest.prove().map(finding -> id() + ": " + finding);
    }

    @Override
    public void close() {
        PagedPlatform.Guest arrived = atDestination;
        if (arrived != null) {
            arrived.close();
        }
        atSource.close();
    }
}
