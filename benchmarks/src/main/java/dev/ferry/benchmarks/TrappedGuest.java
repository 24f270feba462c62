package dev.ferry.benchmarks;

import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.guest.Reservation;
import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.memory.linux.GuestMemory;
import dev.ferry.memory.linux.UserfaultFaultTrap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A guest at the destination: real memory, really trapped, and one piece of work that begins when the guest does. */
final class TrappedGuest implements Reservation, GuestControl {

    /** What it does once it runs. */
    @FunctionalInterface
    interface Work {
        Samples run(TrappedGuest guest);
    }

    private final GuestMemory memory;
    private final UserfaultFaultTrap trap;
    private final Work work;
    private final CompletableFuture<Samples> done = new CompletableFuture<>();

    TrappedGuest(MemoryGeometry geometry, Work work) {
        this.memory = new GuestMemory(geometry, GuestMemory.Backing.ANONYMOUS);
        this.trap = new UserfaultFaultTrap(memory);
        this.work = work;
    }

    GuestMemory memory() {
        return memory;
    }

    @Override
    public FaultTrap trap() {
        return trap;
    }

    @Override
    public GuestControl control() {
        return this;
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {
        Thread.ofPlatform().name("guest")
                .start(() -> done.completeAsync(() -> work.run(this), Runnable::run));
    }

    @Override
    public byte[] saveState() {
        return new byte[0];
    }

    @Override
    public void loadState(byte[] state) {}

    /** What its work has measured. */
    Samples awaitWork() throws InterruptedException {
        try {
            return done.get();
        } catch (ExecutionException failed) {
            throw new IllegalStateException("the guest's work failed", failed);
        }
    }

    @Override
    public void close() {
        trap.close();
        memory.close();
    }
}
