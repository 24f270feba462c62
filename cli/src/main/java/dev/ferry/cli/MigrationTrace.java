package dev.ferry.cli;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.event.Progress;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.strategy.Round;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/**
 * What is drawn of a migration, from both its ends in one process: its rounds, how and when its pages were sent, and its
 * network faults. Bounded, however large the guest.
 */
final class MigrationTrace {

    /** Most pages that are drawn of a guest: a picture of 256 by 256. */
    private static final int MAX_PAGES = 1 << 16;
    private static final int MIN_PAGES = 1 << 10;
    /** What the pages of all traces of a comparison may take: a part of a small heap. */
    private static final int PAGE_BYTES = 16 << 20;
    private static final int BYTES_PER_PAGE = 5;

    private final PageTrace pages;
    private final FaultCurve faults = new FaultCurve();
    private final List<Long> roundEndNanos = new CopyOnWriteArrayList<>();
    private volatile long startNanos = System.nanoTime();

    /** A migration that has not begun, one of so many of which traces are kept. */
    MigrationTrace(MemoryGeometry geometry, int migrations) {
        this.pages = new PageTrace(geometry,
                Math.clamp(PAGE_BYTES / BYTES_PER_PAGE / migrations, MIN_PAGES, MAX_PAGES));
    }

    /** The migration begins now. */
    void begin() {
        startNanos = System.nanoTime();
    }

    PageTrace pages() {
        return pages;
    }

    FaultCurve faults() {
        return faults;
    }

    /** When each round ended, since the start of the migration. */
    List<Long> roundEndNanos() {
        return List.copyOf(roundEndNanos);
    }

    private long nanos() {
        return System.nanoTime() - startNanos;
    }

    /** Listens at the source. */
    MigrationListener source() {
        return new MigrationListener() {
            @Override
            public void onRound(Round round) {
                roundEndNanos.add(nanos());
            }

            @Override
            public void onPagesSent(long first, long end, Delivery delivery) {
                pages.sent(first, end, delivery, nanos());
            }
        };
    }

    /**
     * Listens at both ends where one tells of them.
     *
     * @param elapsedNanos tells the time since the start of the migration
     */
    MigrationListener bothEnds(LongSupplier elapsedNanos) {
        return new MigrationListener() {
            @Override
            public void onRound(Round round) {
                roundEndNanos.add(elapsedNanos.getAsLong());
            }

            @Override
            public void onPagesSent(long first, long end, Delivery delivery) {
                pages.sent(first, end, delivery, elapsedNanos.getAsLong());
            }

            @Override
            public void onNetworkFault(long page) {
                faults.fault(elapsedNanos.getAsLong());
            }
        };
    }

    /** Listens at the destination, and passes the rest on. */
    MigrationListener destination(MigrationListener next) {
        return new MigrationListener() {
            @Override
            public void onPhase(MigrationPhase phase) {
                next.onPhase(phase);
            }

            @Override
            public void onDecision(String decision) {
                next.onDecision(decision);
            }

            @Override
            public void onProgress(Progress progress) {
                next.onProgress(progress);
            }

            @Override
            public void onNetworkFault(long page) {
                faults.fault(nanos());
            }
        };
    }
}
