package dev.ferry.testkit.guest;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageRun;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.Workload;
import dev.ferry.workload.WorkloadState;

/** A software guest at the source. */
public final class SoftwareGuest extends SoftwareMachine implements GuestPlatform.Source {

    /** The pace of the guest that {@link #start(long, long)} makes. */
    private static final long STEPS_PER_SECOND = 10_000;

    private final MemorySource source;

    private SoftwareGuest(String guestId, MemoryGeometry geometry, Paging paging) {
        super(guestId, SoftwareMemory.present(geometry), paging);
        this.source = new SoftwareMemorySource(memory, control::collectFree);
    }

    /**
     * Starts a guest for a test or a demo: pages of 4 KiB, of which three quarters hold something, and one writer that
     * goes round an eighth of them ten thousand times a second. The caller closes it.
     *
     * @param memoryBytes a multiple of 4096
     * @param seed of the contents
     */
    public static SoftwareGuest start(long memoryBytes, long seed) {
        MemoryGeometry geometry = new SoftwareGuestPlatform().geometry(memoryBytes);
        PageRun patterned = new PageRun(0, Math.ceilDiv(geometry.pageCount() * 3, 4));
        PageRun workingSet = new PageRun(0, Math.ceilDiv(geometry.pageCount(), 8));
        return start("software-guest", geometry,
                WorkloadState.initial(Workload.sequential(seed, patterned, workingSet, STEPS_PER_SECOND)),
                new ShadowPaging());
    }

    static SoftwareGuest start(String guestId, MemoryGeometry geometry, WorkloadState state, Paging paging) {
        SoftwareGuest guest = new SoftwareGuest(guestId, geometry, paging);
        try {
            guest.control.load(state);
            guest.memory.fill(state);
            guest.control.resume();
            return guest;
        } catch (RuntimeException failed) {
            guest.close();
            throw failed;
        }
    }

    @Override
    public MemorySource memory() {
        return source;
    }
}
