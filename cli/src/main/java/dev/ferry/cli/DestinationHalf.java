package dev.ferry.cli;

import dev.ferry.api.Quantities;
import dev.ferry.api.memory.FirstTouches;
import dev.ferry.engine.Arrival;
import dev.ferry.engine.DestinationEnd;
import dev.ferry.engine.MigrationFailedException;
import dev.ferry.engine.compose.Composition;
import dev.ferry.engine.order.RecordingSettings;
import dev.ferry.workload.GuestPlatform;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The destination's half of a migration: takes one guest in, and looks whether it is all there. */
final class DestinationHalf implements AutoCloseable {

    /** What a migration may take to end where the guest does not run here yet: its source may cancel it itself. */
    private static final Duration BRIEFLY = Duration.ofSeconds(1);
    /** What the proof of a guest that has arrived may take. */
    private static final Duration PROOF = Duration.ofSeconds(10);

    private final Host host;
    private final DestinationEnd end;
    private final LastPages lastPages;
    private final PrintWriter out;
    private final RecordingSettings recording;
    private final Duration patience;
    /** What is waited for once the guest has arrived, if anything: no need of the guest's. */
    private volatile CompletableFuture<?> afterwards = CompletableFuture.completedFuture(null);

    /** Listens at an address. {@code out} is told what happens. */
    DestinationHalf(Composition composition, Host host, String address, PrintWriter out) {
        this.host = host;
        this.out = out;
        this.patience = composition.engineSettings().recoveryTimeout();
        this.recording = composition.engineSettings().recording();
        this.lastPages = new LastPages(host.platform(), out, recording);
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
     * @throws GuestLostException where its swap device does not give pages back
     */
    Reception run() {
        return host.attend(this::takeIn);
    }

    private Reception takeIn() {
        Arrival arrival = end.receive();
        CompletableFuture<Optional<FirstTouches>> recorded = arrival.recording().toCompletableFuture();
        afterwards = recorded;
        // Until here the guest could be ended by others, and its balloon gave back by itself.
        try (GuestPlatform.Destination guest = lastPages.guest();
                GuestBalloon _ = host.inflate(arrival.guestId(), arrival.geometry(), guest)) {
            lastPages.awaitEnd();
            recording.file().ifPresent(file -> awaitRecording(recorded, file));
            Verdict verdict = Verdict.on(guest);
            Host.describe(guest).ifPresent(out::println);
            return new Reception(arrival, verdict);
        }
    }

    /** The proof would be taken for touches of the guest's. */
    private void awaitRecording(CompletableFuture<Optional<FirstTouches>> recorded, Path file) {
        out.println("Recording what the guest touches, until it has run for "
                + Quantities.formatDuration(recording.window()) + " here (ferry.record.window).");
        try {
            out.println(recorded.join()
                    .map(touches -> "The first touches of " + touches.size() + " pages are in " + file + ".")
                    .orElse("The recording could not be kept; the log says why."));
        } catch (CancellationException stopped) {
            out.println("The recording ended early, do not count on " + file + "; the guest has arrived.");
        }
    }

    /** Stays for a source that was not heard to know that its guest has arrived, for as long as it may come back. */
    void awaitRelease(Reception reception) {
        CompletableFuture<Void> release = reception.arrival().released().toCompletableFuture();
        afterwards = release;
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
        if (afterwards.cancel(false)) {
            return PROOF;
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
