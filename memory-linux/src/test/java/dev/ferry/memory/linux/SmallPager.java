package dev.ferry.memory.linux;

import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PagingTrap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/**
 * Holds a memory within a number of pages, at its simplest: one thread brings in the page that is touched, and takes out
 * the one that has been in for longest. Slots are in the memory of this process; at first all hold zeros.
 */
final class SmallPager implements AutoCloseable {

    private final GuestMemory memory;
    private final PagingTrap trap;
    private final long reservation;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment slots;
    private final Deque<Long> resident = new ArrayDeque<>();
    private final CompletableFuture<Void> served;
    private volatile long takenOut;

    SmallPager(GuestMemory memory, PagingTrap trap, long reservation) {
        this.memory = memory;
        this.trap = trap;
        this.reservation = reservation;
        this.slots = arena.allocate(memory.geometry().memoryBytes(), memory.geometry().pageSizeBytes());
        this.served = Touch.start(this::serve);
    }

    private Void serve() {
        for (long page = trap.nextFault(); page != FaultTrap.STOPPED; page = trap.nextFault()) {
            if (!trap.present().contains(page)) {
                makeRoom();
                trap.place(new PageRun(page, 1), slot(page));
                resident.add(page);
            }
        }
        return null;
    }

    /** One that cannot be taken now is tried again as the last. */
    private void makeRoom() {
        while (resident.size() >= reservation) {
            long victim = resident.remove();
            if (trap.takeOut(new PageRun(victim, 1), slot(victim)) == 1) {
                takenOut++;
            } else {
                resident.add(victim);
            }
        }
    }

    private MemorySegment slot(long page) {
        return slots.asSlice(memory.geometry().bytes(page), memory.geometry().pageSizeBytes());
    }

    long takenOut() {
        return takenOut;
    }

    /** Ends the service; throws what went wrong in it. */
    @Override
    public void close() {
        trap.stopFaults();
        served.join();
        arena.close();
    }
}
