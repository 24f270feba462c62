package dev.ferry.guest.kvm;

import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageRun;
import java.util.concurrent.CompletableFuture;

/**
 * What an engine does at its simplest: places each page that the guest waits for, from a source that is
 * paused.
 */
final class FaultServer implements AutoCloseable {

    private final MemorySource source;
    private final FaultTrap trap;
    private final CompletableFuture<Void> served;

    FaultServer(MemorySource source, FaultTrap trap) {
        this.source = source;
        this.trap = trap;
        this.served = CompletableFuture.runAsync(this::serve, Thread.ofPlatform().daemon()::start);
    }

    private void serve() {
        for (long page = trap.nextFault(); page != FaultTrap.STOPPED; page = trap.nextFault()) {
            if (!trap.present().contains(page)) {
                PageRun run = new PageRun(page, 1);
                trap.place(run, source.view(run));
            }
        }
    }

    /** Ends the service; throws what went wrong in it. */
    @Override
    public void close() {
        trap.stopFaults();
        served.join();
    }
}
