package dev.ferry.cli;

import dev.ferry.api.Quantities;
import dev.ferry.api.Setting;
import dev.ferry.api.memory.BalloonController;
import dev.ferry.api.swap.SwapStore;
import dev.ferry.engine.compose.Composition;
import dev.ferry.engine.compose.LayeredSettings;
import dev.ferry.paging.Paging;
import dev.ferry.paging.PagingListener;
import dev.ferry.testkit.migration.PagedPlatform;
import dev.ferry.testkit.swap.InMemorySwapStore;
import dev.ferry.workload.GuestPlatform;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;

/**
 * How both hosts of a migration keep their guests.
 *
 * @param kind what the guests are
 * @param reservationBytes the memory that each may have; empty where they are not paged
 * @param store by what name the store of their cold pages was chosen
 * @param patience how long a guest waits for a store that cannot be reached
 */
record Hosts(GuestPlatform kind, Optional<Long> reservationBytes, String store, Duration patience) {

    /** Long enough that a server restarts or a person looks. */
    static final Setting<Duration> SWAP_PATIENCE = Setting.duration("ferry.swap.patience",
            Duration.ofMinutes(5),
            "how long a guest waits for a swap device that cannot be reached before it is given up");

    private static final String IN_MEMORY = "inmemory";

    /** Hosts that keep guests as they are set. */
    static Hosts of(GuestPlatform kind, Optional<Long> reservationBytes, LayeredSettings settings) {
        return new Hosts(kind, reservationBytes, settings.get(SwapStore.CHOICE), settings.get(SWAP_PATIENCE));
    }

    /** Opens one of them; {@code out} is told how its guests get on with their swap devices. */
    Host open(Composition composition, PrintWriter out) {
        Optional<BalloonController> balloons = composition.balloonController();
        if (reservationBytes.isEmpty()) {
            return new Host(kind, null, null, balloons);
        }
        SwapStore opened = composition.swapStore().orElseThrow();
        SwapWatch watch = new SwapWatch(out);
        return new Host(paged(opened, reservationBytes.get(), watch), opened, watch, balloons);
    }

    private PagedPlatform paged(SwapStore opened, long bytes, PagingListener listener) {
        return new PagedPlatform(kind, new Paging(opened, bytes, patience, listener));
    }

    /** As {@link Rehearsal#of}, for guests as they are kept here; touches no store. */
    void rehearse() {
        if (reservationBytes.isEmpty()) {
            Rehearsal.of(kind);
            return;
        }
        try (SwapStore inMemory = new InMemorySwapStore("rehearsal")) {
            Rehearsal.of(paged(inMemory, Rehearsal.MEMORY_BYTES / 4, PagingListener.NONE));
        }
    }

    /** Whether no other process reaches the store. */
    boolean inThisProcessOnly() {
        return reservationBytes.isPresent() && store.equals(IN_MEMORY);
    }

    /** How guests are kept, for people; empty where they have all their pages in memory. */
    Optional<String> sentence() {
        return reservationBytes.map(bytes -> "Paged: at most " + Quantities.formatBytes(bytes)
                + " of it in memory on each host, the rest on its swap device (" + store + ").");
    }
}
