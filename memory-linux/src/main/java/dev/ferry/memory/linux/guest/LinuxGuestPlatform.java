package dev.ferry.memory.linux.guest;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.memory.linux.GuestMemory;
import dev.ferry.memory.linux.GuestMemory.Backing;
import dev.ferry.memory.linux.LinuxSupport;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.MemoryOracle;
import dev.ferry.workload.Workload;
import dev.ferry.workload.WorkloadState;
import java.util.Optional;
import java.util.function.Function;

/**
 * Guests made of threads of this process, on Linux: each task of the workload is a thread that touches mapped memory.
 * Holds nothing itself; for any thread.
 */
public final class LinuxGuestPlatform implements GuestPlatform {

    private final Backing backing;

    /** Guests in anonymous memory, which is that of most virtual machines. */
    public LinuxGuestPlatform() {
        this(Backing.ANONYMOUS);
    }

    /** Guests in memory of a kind. */
    public LinuxGuestPlatform(Backing backing) {
        this.backing = backing;
    }

    @Override
    public String name() {
        return "linux";
    }

    @Override
    public Optional<String> unavailable() {
        return LinuxSupport.missing();
    }

    @Override
    public MemoryGeometry geometry(long memoryBytes) {
        int pageSizeBytes = GuestMemory.PAGE_SIZE_BYTES;
        if (memoryBytes < pageSizeBytes || memoryBytes % pageSizeBytes != 0) {
            throw new IllegalArgumentException(
                    memoryBytes + " bytes are no memory of a linux guest: it is a multiple"
                            + " of " + pageSizeBytes + " bytes, at least one page");
        }
        return MemoryGeometry.flat(pageSizeBytes, memoryBytes / pageSizeBytes);
    }

    @Override
    public PageRun usable(MemoryGeometry geometry) {
        return new PageRun(0, geometry.pageCount());
    }

    @Override
    public Source start(String guestId, MemoryGeometry geometry, Workload workload) {
        return startAt(guestId, geometry, WorkloadState.initial(workload));
    }

    @Override
    public Source startAt(String guestId, MemoryGeometry geometry, WorkloadState state) {
        requireRoom(guestId, geometry.bytes(filledPages(state.workload())));
        GuestMemory memory = new GuestMemory(geometry, backing);
        LocalGuest guest = new LocalGuest(guestId, memory);
        try {
            guest.guest().load(state);
            fill(memory, state);
            guest.control().resume();
            return guest;
        } catch (RuntimeException | Error refused) {
            guest.close();
            throw refused;
        }
    }

    private static long filledPages(Workload workload) {
        return workload.filled().stream().mapToLong(PageRun::count).sum();
    }

    private static void fill(GuestMemory memory, WorkloadState state) {
        MemoryOracle oracle = new MemoryOracle(memory.geometry(), state);
        for (PageRun filled : state.workload().filled()) {
            for (long page = filled.first(); page < filled.end(); page++) {
                oracle.expected(page, memory.segment(new PageRun(page, 1)));
            }
        }
    }

    @Override
    public void requireRoom(String guestId, long memoryBytes) {
        AvailableMemory.require(guestId, memoryBytes);
    }

    @Override
    public Destination reserve(String guestId, MemoryGeometry geometry) {
        requireRoom(guestId, geometry.memoryBytes());
        try {
            return inNewMemory(geometry, memory -> new ArrivingGuest(guestId, memory));
        } catch (FerryException | IllegalArgumentException refused) {
            throw new FerryException(ErrorCode.RESERVATION_REFUSED,
                    "no room for guest " + guestId + ": " + refused.getMessage(), refused);
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws FerryException of {@link ErrorCode#UNSUPPORTED_PLATFORM} where {@link #unavailable()} has a reason, the
     *         memory is not {@link Backing#ANONYMOUS} or Linux is older than 6.8
     */
    @Override
    public Vacant vacant(String guestId, MemoryGeometry geometry) {
        return inNewMemory(geometry, memory -> new VacantGuest(guestId, memory));
    }

    private <G> G inNewMemory(MemoryGeometry geometry, Function<GuestMemory, G> guest) {
        GuestMemory memory = new GuestMemory(geometry, backing);
        try {
            return guest.apply(memory);
        } catch (RuntimeException | Error refused) {
            memory.close();
            throw refused;
        }
    }
}
