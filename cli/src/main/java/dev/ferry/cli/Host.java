package dev.ferry.cli;

import dev.ferry.api.Quantities;
import dev.ferry.api.memory.BalloonController;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.SwapFaults;
import dev.ferry.api.swap.SwapStore;
import dev.ferry.paging.PagedGuest;
import dev.ferry.paging.PagerFigures;
import dev.ferry.testkit.migration.PagedPlatform;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.ProvenGuest;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One host of a migration: what its guests are made by, the store of their cold pages, and who takes their free memory.
 * Closed after its guests.
 */
final class Host implements AutoCloseable {

    private final GuestPlatform platform;
    private final @Nullable SwapStore store;
    private final @Nullable SwapWatch watch;
    private final Optional<BalloonController> balloons;

    /**
     * A host of guests on a platform; the store is closed with it, null where they are not paged, as the watch is.
     *
     * @param balloons who takes their free memory, if anybody
     */
    Host(GuestPlatform platform, @Nullable SwapStore store, @Nullable SwapWatch watch,
            Optional<BalloonController> balloons) {
        this.platform = platform;
        this.store = store;
        this.watch = watch;
        this.balloons = balloons;
    }

    /** What its guests are made by. */
    GuestPlatform platform() {
        return platform;
    }

    /** Has the balloon of a guest that runs here looked after; the caller closes it before the guest. */
    GuestBalloon inflate(String guestId, MemoryGeometry geometry, ProvenGuest guest) {
        return GuestBalloon.of(guestId, geometry, guest, balloons);
    }

    /** Does something with a guest here; see {@link SwapWatch#attend}. */
    <T> T attend(Supplier<T> work) {
        return watch == null ? work.get() : watch.attend(work);
    }

    /** How much of a guest here is in memory, and how much is cold, for people; empty where it is not paged. */
    static Optional<String> describe(ProvenGuest guest) {
        return guest instanceof PagedPlatform.Guest paged
                ? Optional.of(describe(paged.paged()))
                : Optional.empty();
    }

    private static String describe(PagedGuest guest) {
        MemoryGeometry geometry = guest.source().geometry();
        PagerFigures figures = guest.figures();
        return "In memory: " + Quantities.formatBytes(geometry.bytes(figures.memoryPages())) + " of at most "
                + Quantities.formatBytes(geometry.bytes(figures.reservationPages())) + "; cold: "
                + Quantities.formatBytes(geometry.bytes(figures.coldPages())) + "; "
                + guest.trap().swapFaults().map(Host::describe).orElse("no swap device") + ".";
    }

    private static String describe(SwapFaults faults) {
        return String.format(Locale.ROOT, "swap faults so far: %,d", faults.count())
                + (faults.count() == 0
                        ? ""
                        : ", p50 " + Quantities.formatNanos(faults.p50Nanos()) + ", p99 "
                                + Quantities.formatNanos(faults.p99Nanos()) + ", max "
                                + Quantities.formatNanos(faults.maxNanos()));
    }

    @Override
    public void close() {
        if (store != null) {
            store.close();
        }
    }
}
