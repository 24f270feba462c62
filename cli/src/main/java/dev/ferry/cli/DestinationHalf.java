package dev.ferry.cli;

import dev.ferry.api.Quantities;
import dev.ferry.engine.Arrival;
import dev.ferry.engine.DestinationEnd;
import dev.ferry.engine.MigrationFailedException;
import dev.ferry.engine.compose.Composition;
import dev.ferry.workload.GuestPlatform;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The destination's half of a migration: takes one guest in, and looks whether it is all there. */
final class DestinationHalf implements AutoCloseable {

    /** What a migration may take to end where the guest does not run here yet: its source may cancel it itself. */
    private static final Duration BRIEFLY = Duration.ofSeconds(1);

    private final DestinationEnd end;
    private final LastPages lastPages;
    private final PrintWriter out;
    private final Duration patience;
    private volatile CompletableFuture<Void> release = CompletableFuture.completedFuture(null);

    /** Listens at an address. {@code out} is told what happens. */
    DestinationHalf(Composition composition, GuestPlatform platform, String address, PrintWriter out) {
        this.out = out;
        this.patience = composition.engineSettings().recoveryTimeout();
        this.lastPages = new LastPages(platform, out);
        this.end = composition.destination(address).host(lastPages).listener(lastPages).listen();
    }

    /** Where it listens. */
    String address() {
        return end.address();
    }

    /**
     * Waits for a guest, takes it in, looks at it and ends it.
     *
     * @throws MigrationFailedException where none arrived whole
     */
    Reception run() {
        Arrival arrival = end.receive();
        try (GuestPlatform.Destination guest = lastPages.guest()) {
            lastPages.awaitEnd();
            return new Reception(arrival, Verdict.on(guest));
        }
    }

    /** Stays for a source that was not heard to know that its guest has arrived, for as long as it may come back. */
    void awaitRelease(Reception reception) {
        release = reception.arrival().released().toCompletableFuture();
        if (release.isDone()) {
            return;
        }
        out.println("The source has not said that it knows: staying for it for "
                + Quantities.formatDuration(patience)
                + " (ferry.recovery.timeout); Ctrl-C ends that.");
        try {
            release.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | CancellationException _) {
            // It may have known all along, or be gone.
        }
    }

    /** Stops, but keeps a guest that needs this process; returns how long the end may take. Any thread. */
    Duration stop() {
        if (release.cancel(false)) {
            return BRIEFLY;
        }
        if (end.giveUp(lastPages.guestId())) {
            out.println("Given up: the guest is not waited for any longer.");
            return BRIEFLY;
        }
        if (!lastPages.guestRuns()) {
            close();
            return BRIEFLY;
        }
        out.println("The guest runs at the destination already: Ferry goes on until it has arrived whole.");
        return StopSignal.UNTIL_IT_IS_OVER;
    }

    /** Stops listening. May be called twice. */
    @Override
    public void close() {
        end.close();
    }

    /** A guest that came, and what was found. */
    record Reception(Arrival arrival, Verdict verdict) {}
}
