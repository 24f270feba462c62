package dev.ferry.testkit.guest;

import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.memory.Balloon;
import dev.ferry.workload.MemoryOracle;
import dev.ferry.workload.ProvenGuest;
import java.util.Optional;

/** What a software guest is on either side: memory, the threads that work on it, and the proof. */
abstract class SoftwareMachine implements ProvenGuest {

    final SoftwareMemory memory;
    final SoftwareControl control;

    /** A guest that is paused and has no work yet. Owns {@code memory} from here on. */
    SoftwareMachine(String guestId, SoftwareMemory memory, Paging paging) {
        this.memory = memory;
        memory.presence().pagedBy(paging);
        this.control = new SoftwareControl(guestId, memory);
    }

    @Override
    public final GuestControl control() {
        return control;
    }

    @Override
    public final Optional<Balloon> balloon() {
        return control.balloon();
    }

    /** Entries of the guest's page table that were visited while it was paused to be handed over. */
    public final long pageTableEntriesVisited() {
        return memory.presence().paging().entriesVisitedInPause();
    }

    @Override
    public final Optional<String> prove() {
        return control.whilePaused(state -> control.complaint()
                .or(() -> new MemoryOracle(memory.geometry(), state).firstMismatch(memory::read)
                        .map(wrong -> "page " + wrong.page()
                                + " is not what its work has left there, from byte "
                                + wrong.offsetBytes() + " on")));
    }

    @Override
    public final synchronized void close() {
        memory.endAccess();
        control.end();
        memory.free();
    }
}
