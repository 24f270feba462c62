package dev.ferry.cli;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.engine.Arrival;
import dev.ferry.engine.DestinationEnd;
import dev.ferry.engine.MigrationFailedException;
import dev.ferry.engine.compose.Composition;
import dev.ferry.workload.GuestPlatform;
import java.io.PrintWriter;
import java.time.Duration;

/** The destination's half of a migration: takes one guest in, and looks whether it is all there. */
final class DestinationHalf implements AutoCloseable {

    /** What a migration may take to end where the guest does not run here yet: its source may cancel it itself. */
    private static final Duration BRIEFLY = Duration.ofSeconds(1);

    private final DestinationEnd end;
    private final LastPages lastPages;
    private final PrintWriter out;

    /** Listens at an address. {@code out} is told what happens. */
    DestinationHalf(Composition composition, GuestPlatform platform, String address, PrintWriter out) {
        this.out = out;
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
            return new Reception(arrival.guestId(), arrival.geometry(), Verdict.on(guest));
        }
    }

    /** Stops, but keeps a guest that needs this process; returns how long the end may take. Any thread. */
    Duration stop() {
        close();
        if (!lastPages.guestRuns()) {
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
    record Reception(String guestId, MemoryGeometry geometry, Verdict verdict) {}
}
