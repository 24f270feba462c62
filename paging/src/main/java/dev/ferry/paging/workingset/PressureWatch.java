package dev.ferry.paging.workingset;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has guests moved away when a host comes under {@link Pressure}. A guest counts as gone from when its move starts, so
 * that the others are below the low mark then, and it takes a rise to the high one until more have to leave. A guest
 * whose move failed is there again; nobody is moved for a while then. For one thread at a time; {@link Repeated} calls
 * {@link #step} as time passes.
 */
public final class PressureWatch {

    private static final Logger LOG = LoggerFactory.getLogger(PressureWatch.class);

    /** Moves guests to other hosts. */
    @FunctionalInterface
    public interface Mover {

        /**
         * Begins to move a guest, and returns at once.
         *
         * @return complete when it is gone, or exceptionally when it stays
         */
        CompletionStage<?> move(GuestWorkingSet guest);
    }

    private final Pressure pressure;
    private final Supplier<List<GuestWorkingSet>> guests;
    private final Mover mover;
    private final Duration pauseAfterFailure;
    private final InstantSource clock;
    private final Map<String, CompletableFuture<?>> leaving = new HashMap<>();
    private Instant pausedUntil = Instant.MIN;

    /**
     * Moves nobody yet.
     *
     * @param guests those of the host, as {@link WorkingSetWatch#workingSets} has them; one that is moved may be among
     *        them until after it is gone
     * @param pauseAfterFailure how long nobody is moved after a move has failed
     */
    public PressureWatch(Pressure pressure, Supplier<List<GuestWorkingSet>> guests, Mover mover,
            Duration pauseAfterFailure, InstantSource clock) {
        this.pressure = pressure;
        this.guests = guests;
        this.mover = mover;
        this.pauseAfterFailure = pauseAfterFailure;
        this.clock = clock;
    }

    /** Looks at the guests once, and begins the moves that are needed. */
    public void step() {
        List<GuestWorkingSet> present = guests.get();
        forgetMoved(present);
        if (clock.instant().isBefore(pausedUntil)) {
            return;
        }
        List<GuestWorkingSet> staying = present.stream()
                .filter(guest -> !leaving.containsKey(guest.guestId()))
                .toList();
        pressure.select(staying).forEach(this::move);
    }

    private void forgetMoved(List<GuestWorkingSet> present) {
        Set<String> names = present.stream().map(GuestWorkingSet::guestId).collect(Collectors.toSet());
        for (Iterator<Map.Entry<String, CompletableFuture<?>>> moves = leaving.entrySet().iterator(); moves
                .hasNext();) {
            Map.Entry<String, CompletableFuture<?>> move = moves.next();
            if (move.getValue().isCompletedExceptionally()) {
                moves.remove();
                pausedUntil = clock.instant().plus(pauseAfterFailure);
                LOG.warn("Guest {} could not be moved; nobody is moved until {}", move.getKey(), pausedUntil,
                        move.getValue().handle((_, why) -> why).join());
            } else if (move.getValue().isDone() && !names.contains(move.getKey())) {
                moves.remove();
            }
        }
    }

    private void move(GuestWorkingSet guest) {
        LOG.info("Working sets are above {} bytes: guest {}, with {} of them, has to leave",
                pressure.highBytes(),
                guest.guestId(), guest.bytes());
        leaving.put(guest.guestId(), begin(guest));
    }

    private CompletableFuture<?> begin(GuestWorkingSet guest) {
        try {
            return mover.move(guest).toCompletableFuture();
        } catch (RuntimeException failed) {
            return CompletableFuture.failedFuture(failed);
        }
    }
}
