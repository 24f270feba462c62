package dev.ferry.cli;

import dev.ferry.api.Quantities;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.swap.SwapStore;
import dev.ferry.engine.compose.FerryModule;
import dev.ferry.engine.compose.LayeredSettings;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Within how much memory a guest is kept on its host, and where its cold pages lie. */
final class PagingOptions {

    private static final int DEFAULT_PARTS = 4;

    @Option(names = "--reservation", paramLabel = "SIZE", converter = GuestOptions.Size.class, description = "The memory that the guest may have on its host; the pages over it are cold and lie on its swap device. "
            + "Default with --swap or strategy agile: a quarter of its memory; else it has all of it.")
    private @Nullable Long reservationBytes;

    @Option(names = "--swap", paramLabel = "STORE", description = "Where cold pages lie (ferry.swap), reached by both hosts: file:FOLDER, redis://HOST:PORT[,HOST:PORT...], "
            + "rediss://..., inmemory:NAME or the name of a plugin. Default in a demo and in a comparison: files in a temporary folder.")
    private @Nullable String swap;

    PagingOptions() {}

    /** These and further settings, by key. */
    Map<String, String> settings(Map<String, String> further) {
        Map<String, String> all = new TreeMap<>(further);
        if (swap != null) {
            all.putAll(SwapAddress.settings(swap));
        }
        return all;
    }

    /** Whether the guest is paged: where it is said, or where the strategy is about cold pages. */
    private boolean wanted(LayeredSettings settings) {
        return reservationBytes != null || hasStore(settings)
                || settings.create(MigrationStrategy.Provider.class, FerryModule.STRATEGY).refersToCold();
    }

    /** Fails where a reservation is given, for the reservations are the scenario's. */
    void requireNoReservation() {
        if (reservationBytes != null) {
            throw new IllegalArgumentException(
                    "--reservation is not for --scenario pressure: there the reservations "
                            + "follow the working sets");
        }
    }

    /** Whether a store is wanting: the guest is to be paged, and nobody has said where to. */
    boolean lacksStore(LayeredSettings settings) {
        return wanted(settings) && !hasStore(settings);
    }

    private static boolean hasStore(LayeredSettings settings) {
        return !settings.get(SwapStore.CHOICE).equals(SwapStore.NONE);
    }

    /**
     * The bytes that a guest at the source may have; empty where it is not paged.
     *
     * @param watched whether it shall be seen which pages the guest uses
     * @throws IllegalArgumentException where it cannot be paged so, with what is allowed
     */
    Optional<Long> reservation(LayeredSettings settings, MemoryGeometry geometry, boolean watched) {
        if (!wanted(settings)) {
            return Optional.empty();
        }
        requirePossible(settings, watched);
        long bytes = Objects.requireNonNullElse(reservationBytes,
                Math.max(geometry.pageSizeBytes(), geometry.memoryBytes() / DEFAULT_PARTS));
        if (bytes < geometry.pageSizeBytes() || bytes > geometry.memoryBytes()) {
            throw new IllegalArgumentException("--reservation '" + Quantities.formatBytes(bytes)
                    + "': allowed is from a page, "
                    + Quantities.formatBytes(geometry.pageSizeBytes()) + ", to the guest's memory, "
                    + Quantities.formatBytes(geometry.memoryBytes()));
        }
        return Optional.of(bytes);
    }

    /** The same at a destination, which does not know its guest yet: there the size must be said. */
    Optional<Long> reservation(LayeredSettings settings, boolean watched) {
        if (reservationBytes == null && !hasStore(settings)) {
            return Optional.empty();
        }
        requirePossible(settings, watched);
        if (reservationBytes == null) {
            throw new IllegalArgumentException(
                    "--swap needs --reservation: the memory that a guest may have here");
        }
        return Optional.of(reservationBytes);
    }

    private static void requirePossible(LayeredSettings settings, boolean watched) {
        if (watched) {
            throw new IllegalArgumentException(
                    "a guest within a reservation (--reservation, --swap, strategy agile) "
                            + "cannot be watched (--order lru, --record): that needs memory of a file, whose pages are not "
                            + "taken out");
        }
        if (!hasStore(settings)) {
            throw new IllegalArgumentException(
                    "a guest within a reservation needs --swap: where its cold pages lie, "
                            + "for both hosts to reach; " + SwapAddress.ALLOWED);
        }
    }
}
