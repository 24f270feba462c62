package dev.ferry.memory.linux.guest;

import dev.ferry.api.memory.PageRun;
import dev.ferry.memory.linux.GuestMemory;
import dev.ferry.memory.linux.UserfaultPagingTrap;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.MemoryOracle;
import dev.ferry.workload.Workload;
import dev.ferry.workload.WorkloadState;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A guest that others page. It has no pages but those of its workload. */
final class VacantGuest extends ArrivingGuest implements GuestPlatform.Vacant {

    private final UserfaultPagingTrap trap;

    /** Takes over the memory, and closes it with itself; where this fails, the memory stays the caller's. */
    VacantGuest(String guestId, GuestMemory memory) {
        this(guestId, memory, new UserfaultPagingTrap(memory));
    }

    private VacantGuest(String guestId, GuestMemory memory, UserfaultPagingTrap trap) {
        super(guestId, memory, trap);
        this.trap = trap;
    }

    @Override
    public UserfaultPagingTrap trap() {
        return trap;
    }

    @Override
    public List<PageRun> pinned() {
        return List.of();
    }

    @Override
    public void begin(Workload workload) {
        guest().load(WorkloadState.initial(workload));
    }

    @Override
    public void discardBy(BooleanSupplier canDiscard, Consumer<PageRun> discard) {
        guest().discardBy(canDiscard, discard);
    }

    @Override
    public void contents(Workload workload, GuestPlatform.PageSink sink) {
        MemoryOracle oracle = new MemoryOracle(trap.geometry(), WorkloadState.initial(workload));
        workload.filled().forEach(run -> oracle.giveContents(run, sink));
    }
}
