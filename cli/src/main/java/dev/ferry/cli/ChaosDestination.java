package dev.ferry.cli;

import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.event.Progress;
import dev.ferry.api.guest.GuestHost;
import dev.ferry.api.guest.Reservation;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.transport.Transport;
import dev.ferry.cli.ChaosPlan.Moment;
import dev.ferry.engine.Arrival;
import dev.ferry.engine.DestinationEnd;
import dev.ferry.engine.compose.Composition;
import dev.ferry.workload.GuestPlatform;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The destination's end of one migration under chaos: takes one guest in, on a thread of its own. */
final class ChaosDestination implements GuestHost, MigrationListener, AutoCloseable {

    private static final Duration QUIET = Duration.ofMillis(100);
    private static final long POLL_MILLIS = 5;

    private final ChaosPlan plan;
    private final Composition composition;
    private final RunWatch watch;
    private final LastPages lastPages;
    private final ChaosMoments moments = new ChaosMoments();
    private final DestinationEnd end;
    private final FutureTask<Arrival> arrival;
    private final Thread receiver;
    private volatile GuestPlatform.@Nullable Destination guest;
    private volatile @Nullable GuestBalloon balloon;

    /** Listens by that transport at that address. */
    ChaosDestination(Composition composition, Transport transport, ChaosPlan plan, RunWatch watch) {
        GuestPlatform platform = plan.host();
        this.plan = plan;
        this.composition = composition;
        this.watch = watch;
        this.lastPages = new LastPages(platform, new PrintWriter(Writer.nullWriter()), QUIET);
        this.end = composition.destination(plan.way().address()).transport(transport, plan.way().address())
                .host(this).listener(this).listen();
        this.arrival = new FutureTask<>(end::receive);
        this.receiver = Thread.ofPlatform().daemon().name("ferry-chaos-destination-" + plan.seed())
                .start(arrival);
    }

    @Override
    public Reservation reserve(String id, MemoryGeometry geometry) {
        GuestPlatform.Destination reserved = lastPages.reserve(id, geometry);
        guest = reserved;
        return watch.destination(reserved);
    }

    @Override
    public void onPhase(MigrationPhase phase) {
        lastPages.onPhase(phase);
        moments.onPhase(phase);
    }

    @Override
    public void onProgress(Progress progress) {
        lastPages.onProgress(progress);
    }

    /** Before a source comes: plans something. */
    void at(Moment moment, Runnable action) {
        moments.at(moment, action);
    }

    String address() {
        return end.address();
    }

    /** Listens elsewhere, too; returns the address. */
    String alsoListen(Transport transport, String address) {
        return end.alsoListen(transport, address);
    }

    /**
     * Waits for the guest, and returns it once nothing but itself and its balloon touches its memory.
     *
     * @throws ExecutionException where it did not come, with the reason as its cause
     */
    GuestPlatform.Destination await(Duration limit)
            throws ExecutionException, InterruptedException, TimeoutException {
        arrival.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        lastPages.awaitEnd();
        balloon = plan.inflate(lastPages.guest(), composition);
        return lastPages.guest();
    }

    /** As {@link #await}, where the guest stayed at the source: nobody comes any more. */
    GuestPlatform.Destination awaitInVain(Duration limit)
            throws ExecutionException, InterruptedException, TimeoutException {
        end.close();
        long untilNanos = System.nanoTime() + limit.toNanos();
        while (!arrival.isDone() && System.nanoTime() < untilNanos) {
            end.giveUp(plan.guest().guestId());
            receiver.join(POLL_MILLIS);
        }
        return await(Duration.ZERO);
    }

    /** Ends it all, also a wait; frees the guest. */
    @Override
    public void close() {
        end.close();
        receiver.interrupt();
        GuestBalloon inflated = balloon;
        if (inflated != null) {
            inflated.close();
        }
        GuestPlatform.Destination reserved = guest;
        if (reserved != null) {
            reserved.close();
        }
    }
}
