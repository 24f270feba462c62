package dev.ferry.cli;

import dev.ferry.api.Quantities;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.cli.ChaosPlanner.Method;
import dev.ferry.engine.compose.Composition;
import dev.ferry.paging.Paging;
import dev.ferry.paging.PagingListener;
import dev.ferry.testkit.migration.PagedPlatform;
import dev.ferry.testkit.swap.InMemorySwapStore;
import dev.ferry.testkit.transport.FaultPlan;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.ProvenGuest;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One migration and what goes wrong with it, all of it drawn from a seed.
 *
 * @param seed what it was drawn from
 * @param guest who is moved
 * @param method how
 * @param way where the destination listens, and what goes wrong there
 * @param settings what both ends are composed by
 * @param cut when the link is closed as the destination's phases go, if ever, whatever goes wrong with it else
 * @param cancel when, as the source's phases go, it is cancelled, if ever
 * @param detour when, by the same, the source is sent another way, if ever
 * @param reservationBytes the memory that the guest may have on each host; null where it is not paged
 */
record ChaosPlan(long seed, GuestPlan guest, Method method, Way way, Map<String, String> settings,
        @Nullable Moment cut, @Nullable Moment cancel, @Nullable Detour detour,
        @Nullable Long reservationBytes) {

    /** No plan keeps a guest from its device. */
    private static final Duration SWAP_PATIENCE = Duration.ofSeconds(30);

    /**
     * One way from source to destination.
     *
     * @param transport by name
     * @param address where the destination listens
     * @param faults of its links
     */
    record Way(String transport, String address, FaultPlan faults) {

        @Override
        public String toString() {
            return transport + " with " + faults;
        }
    }

    /** So long after an end reaches a phase for the first time. */
    record Moment(MigrationPhase phase, Duration delay) {

        @Override
        public String toString() {
            return Quantities.formatNanos(delay.toNanos()) + " after " + phase;
        }
    }

    /** From that moment on another way is to be taken. */
    record Detour(Moment moment, Way way) {}

    /** What one of the hosts makes the guest by; each call is another host. */
    GuestPlatform host() {
        GuestPlatform platform = guest.platform();
        return reservationBytes == null
                ? platform
                : new PagedPlatform(platform, new Paging(new InMemorySwapStore("ferry-chaos-" + seed),
                        reservationBytes, SWAP_PATIENCE, PagingListener.NONE));
    }

    /** Has the guest's balloon looked after by the host that it runs on; the caller closes it before the guest. */
    GuestBalloon inflate(ProvenGuest running, Composition composition) {
        return GuestBalloon.of(guest.guestId(), guest.geometry(), running, composition.balloonController());
    }

    @Override
    public String toString() {
        return method + " over " + way + "; " + guest
                + (reservationBytes == null ? "" : ", within " + Quantities.formatBytes(reservationBytes))
                + "; "
                + settings
                + (cut == null ? "" : "; cut " + cut + " there")
                + (cancel == null ? "" : "; cancel " + cancel)
                + (detour == null
                        ? ""
                        : "; resume " + detour.moment() + " over " + detour.way());
    }
}
