package dev.ferry.testkit.migration;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.memory.Balloon;
import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageRun;
import dev.ferry.paging.PagedGuest;
import dev.ferry.paging.Paging;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.Workload;
import java.util.Optional;

/** The guests of another platform, each held within a reservation of memory. For any thread. */
public final class PagedPlatform implements GuestPlatform {

    private final GuestPlatform platform;
    private final Paging paging;

    /**
     * @param platform whose guests are paged: one that has {@link GuestPlatform#vacant}
     * @param paging how, each of them
     */
    public PagedPlatform(GuestPlatform platform, Paging paging) {
        this.platform = platform;
        this.paging = paging;
    }

    @Override
    public String name() {
        return platform.name();
    }

    @Override
    public Optional<String> unavailable() {
        return platform.unavailable();
    }

    @Override
    public MemoryGeometry geometry(long memoryBytes) {
        return platform.geometry(memoryBytes);
    }

    @Override
    public PageRun usable(MemoryGeometry geometry) {
        return platform.usable(geometry);
    }

    @Override
    public void requireDoable(Workload workload) {
        platform.requireDoable(workload);
    }

    /**
     * Makes a guest, fills its memory by the workload's pattern and lets it run: what is over the reservation lies on the
     * device then.
     *
     * @throws FerryException also where its device cannot be taken
     */
    @Override
    public Guest start(String guestId, MemoryGeometry geometry, Workload workload) {
        requireRoom(guestId, geometry.memoryBytes());
        Guest guest = make(guestId, geometry);
        try {
            guest.begin(workload);
            return guest;
        } catch (RuntimeException | Error failed) {
            guest.close();
            throw failed;
        }
    }

    @Override
    public Vacant vacant(String guestId, MemoryGeometry geometry) {
        return platform.vacant(guestId, geometry);
    }

    /** For what is in memory at a time: the reservation, or all of a smaller guest. */
    @Override
    public void requireRoom(String guestId, long memoryBytes) {
        platform.requireRoom(guestId, Math.min(memoryBytes, paging.reservationBytes()));
    }

    @Override
    public Guest reserve(String guestId, MemoryGeometry geometry) {
        requireRoom(guestId, geometry.memoryBytes());
        try {
            return make(guestId, geometry);
        } catch (FerryException | IllegalArgumentException refused) {
            throw new FerryException(ErrorCode.RESERVATION_REFUSED,
                    "no room for guest " + guestId + ": " + refused.getMessage(), refused);
        }
    }

    private Guest make(String guestId, MemoryGeometry geometry) {
        Vacant vacant = platform.vacant(guestId, geometry);
        try {
            PagedGuest paged = PagedGuest.of(paging, guestId, vacant.trap(), vacant.memory(),
                    vacant.control(), vacant.pinned());
            vacant.discardBy(paged::canDiscard, paged::discard);
            return new Guest(vacant, paged);
        } catch (RuntimeException | Error refused) {
            vacant.close();
            throw refused;
        }
    }

    /** A paged guest, at either side. */
    public static final class Guest implements GuestPlatform.Source, GuestPlatform.Destination {

        private final Vacant vacant;
        private final PagedGuest paged;

        private Guest(Vacant vacant, PagedGuest paged) {
            this.vacant = vacant;
            this.paged = paged;
        }

        private void begin(Workload workload) {
            paged.begin();
            vacant.begin(workload);
            vacant.contents(workload, (page, contents) -> paged.trap().place(new PageRun(page, 1), contents));
            paged.control().resume();
        }

        /** What pages it, to ask for figures or to change its reservation. */
        public PagedGuest paged() {
            return paged;
        }

        @Override
        public MemorySource memory() {
            return paged.source();
        }

        @Override
        public FaultTrap trap() {
            return paged.trap();
        }

        @Override
        public GuestControl control() {
            return paged.control();
        }

        @Override
        public Optional<Balloon> balloon() {
            return vacant.balloon();
        }

        @Override
        public Optional<String> prove() {
            return vacant.prove();
        }

        @Override
        public void close() {
            try {
                paged.close();
            } finally {
                vacant.close();
            }
        }
    }
}
