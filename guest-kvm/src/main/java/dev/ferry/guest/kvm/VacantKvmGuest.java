package dev.ferry.guest.kvm;

import dev.ferry.api.memory.PageRun;
import dev.ferry.memory.linux.GuestMemory;
import dev.ferry.memory.linux.UserfaultPagingTrap;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.Workload;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A KVM guest that others page. What KVM itself reads stays where it is: it must not have to wait there. */
final class VacantKvmGuest extends ArrivingKvmGuest implements GuestPlatform.Vacant {

    private final GuestLayout layout;
    private final UserfaultPagingTrap trap;

    /** Takes over the memory and its trap; where this fails, they stay the caller's. */
    VacantKvmGuest(String guestId, GuestLayout layout, GuestMemory memory, UserfaultPagingTrap trap) {
        super(guestId, layout, memory, trap);
        this.layout = layout;
        this.trap = trap;
    }

    @Override
    public UserfaultPagingTrap trap() {
        return trap;
    }

    @Override
    public List<PageRun> pinned() {
        return List.of(layout.readByKvm());
    }

    @Override
    public void begin(Workload workload) {
        layout.requireUsable(workload);
        control().begin(workload);
    }

    @Override
    public void discardBy(BooleanSupplier canDiscard, Consumer<PageRun> discard) {
        super.discardBy(canDiscard, discard);
    }

    @Override
    public void contents(Workload workload, GuestPlatform.PageSink sink) {
        new InitialMemory(layout, workload).give(sink);
    }
}
