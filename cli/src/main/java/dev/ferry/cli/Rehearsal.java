package dev.ferry.cli;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.strategy.Residue;
import dev.ferry.api.strategy.SourceSession;
import dev.ferry.engine.DestinationEnd;
import dev.ferry.engine.SourceEnd;
import dev.ferry.strategies.postcopy.ActivePush;
import dev.ferry.transport.inmemory.InMemoryTransport;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.Workload;
import java.util.concurrent.CompletableFuture;

/**
 * Moves a small guest within this process. A JVM loads and links classes and native calls when they are first used; a
 * process that migrates once would do so while its guest is paused, and that would be downtime. A host that runs for
 * long has no need of it.
 */
final class Rehearsal {

    static final long MEMORY_BYTES = 16 << 20;
    private static final long STEPS_PER_SECOND = 10_000;
    private static final String ADDRESS = "rehearsal";

    private Rehearsal() {}

    /** Returns when a guest of this kind has come and gone. */
    static void of(GuestPlatform platform) {
        MemoryGeometry geometry = platform.geometry(MEMORY_BYTES);
        PageRun usable = platform.usable(geometry);
        InMemoryTransport transport = new InMemoryTransport();
        try (DestinationEnd destination = DestinationEnd.builder().transport(transport, ADDRESS)
                .host(platform)
                .listen();
                GuestPlatform.Source guest = platform.start(ADDRESS, geometry,
                        Workload.sequential(0, usable, usable, STEPS_PER_SECOND))) {
            CompletableFuture<Void> arrival = CompletableFuture.supplyAsync(destination::receive)
                    .thenAccept(arrived -> arrived.reservation().close());
            SourceEnd.builder().guest(ADDRESS, guest.memory(), guest.control()).strategy(Rehearsal::migrate)
                    .transport(transport, ADDRESS).build().migrate();
            arrival.join();
        }
    }

    /** A bit of everything: a round into fresh memory, one into memory that is there, and owed pages. */
    private static void migrate(SourceSession session) {
        session.send(session.dirty());
        session.send(session.dirty());
        session.push(session.switchOver(Residue.OWE), new ActivePush());
        session.complete();
    }
}
