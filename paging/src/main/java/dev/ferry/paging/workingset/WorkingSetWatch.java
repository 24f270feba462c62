package dev.ferry.paging.workingset;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the guests of a host to their working sets: looks at each from time to time and adjusts its reservation, by a
 * {@link WorkingSetTracker} of its own. All reservations together grow no larger than what the host has. For any
 * thread; {@link Repeated} calls {@link #step} as time passes.
 */
public final class WorkingSetWatch {

    private static final Logger LOG = LoggerFactory.getLogger(WorkingSetWatch.class);
    private static final int STEPS_IN_INTERVAL = 4;

    private final WorkingSetSettings settings;
    private final long hostBytes;
    private final InstantSource clock;
    private final Map<String, Tracked> guests = new LinkedHashMap<>();

    /**
     * Watches nobody yet.
     *
     * @param hostBytes what all guests together may have
     */
    public WorkingSetWatch(WorkingSetSettings settings, long hostBytes, InstantSource clock) {
        this.settings = settings;
        this.hostBytes = hostBytes;
        this.clock = clock;
    }

    /**
     * Watches a guest from now on; its reservation stays as it is for one interval.
     *
     * @throws IllegalArgumentException where one of this name is watched
     */
    public synchronized void add(WatchedGuest guest) {
        if (guests.putIfAbsent(guest.guestId(), new Tracked(settings, guest, clock.instant())) != null) {
            throw new IllegalArgumentException("guest '" + guest.guestId() + "' is watched already");
        }
    }

    /** Leaves a guest alone, with the reservation that it has; when this returns its functions are called no more. */
    public synchronized void remove(String guestId) {
        guests.remove(guestId);
    }

    /** Looks at each guest once, and adjusts what is due. */
    public synchronized void step() {
        Instant now = clock.instant();
        for (Tracked guest : guests.values()) {
            try {
                guest.adjust(now, hostBytes - reservedBytes(guests.values()));
            } catch (RuntimeException broken) {
                LOG.warn("The working set of guest {} cannot be tracked this time", guest.id(), broken);
            }
        }
    }

    private static long reservedBytes(Collection<Tracked> guests) {
        return guests.stream().mapToLong(Tracked::reservedBytes).sum();
    }

    /** How often {@link #step} is to be called: some times in an interval, so that none gets much longer than it is. */
    public Duration stepInterval() {
        return settings.interval().dividedBy(STEPS_IN_INTERVAL);
    }

    /** The working sets that are known; of a guest that never lacked memory there is none. */
    public synchronized List<GuestWorkingSet> workingSets() {
        return guests.values().stream().flatMap(guest -> guest.workingSet().stream()).toList();
    }
}
