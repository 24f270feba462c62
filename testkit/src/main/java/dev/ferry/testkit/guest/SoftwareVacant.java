package dev.ferry.testkit.guest;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PagingTrap;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.MemoryOracle;
import dev.ferry.workload.Workload;
import dev.ferry.workload.WorkloadState;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A software guest whose pages come and go. */
final class SoftwareVacant extends SoftwareMachine implements GuestPlatform.Vacant {

    private final MemorySource source;
    private final PagingTrap trap;

    SoftwareVacant(String guestId, MemoryGeometry geometry) {
        super(guestId, SoftwareMemory.vacant(geometry), new ShadowPaging());
        this.source = new SoftwareMemorySource(memory, control::collectFree);
        this.trap = new SoftwareFaultTrap(memory);
    }

    @Override
    public MemorySource memory() {
        return source;
    }

    @Override
    public PagingTrap trap() {
        return trap;
    }

    @Override
    public List<PageRun> pinned() {
        return List.of();
    }

    @Override
    public void begin(Workload workload) {
        control.load(WorkloadState.initial(workload));
    }

    @Override
    public void discardBy(BooleanSupplier canDiscard, Consumer<PageRun> discard) {
        memory.discardBy(canDiscard, discard);
    }

    @Override
    public void contents(Workload workload, GuestPlatform.PageSink sink) {
        MemoryOracle oracle = new MemoryOracle(memory.geometry(), WorkloadState.initial(workload));
        workload.filled().forEach(run -> oracle.giveContents(run, sink));
    }
}
