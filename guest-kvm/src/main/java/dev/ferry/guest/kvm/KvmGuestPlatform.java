package dev.ferry.guest.kvm;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.memory.linux.GuestMemory;
import dev.ferry.memory.linux.GuestMemory.Backing;
import dev.ferry.memory.linux.LinuxSupport;
import dev.ferry.memory.linux.UserfaultFaultTrap;
import dev.ferry.memory.linux.UserfaultPagingTrap;
import dev.ferry.memory.linux.guest.AvailableMemory;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.Workload;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Virtual machines on KVM, as a hypervisor has them: memory in one mapping of this process, one CPU, a guest
 * program in machine code that does a {@link Workload} of one sequential writer, and of processes. Sizes are whole MiB from 16
 * MiB to 512 GiB. Holds nothing itself; for any thread.
 */
public final class KvmGuestPlatform implements GuestPlatform {

    private final Backing backing;

    /** Guests in anonymous memory, which is that of most virtual machines. */
    public KvmGuestPlatform() {
        this(Backing.ANONYMOUS);
    }

    /** Guests in memory of a kind. */
    public KvmGuestPlatform(Backing backing) {
        this.backing = backing;
    }

    @Override
    public String name() {
        return "kvm";
    }

    @Override
    public Optional<String> unavailable() {
        return KvmProbe.ofThisMachine().missing().or(LinuxSupport::missing);
    }

    @Override
    public MemoryGeometry geometry(long memoryBytes) {
        return GuestLayout.ofSize(memoryBytes).geometry();
    }

    @Override
    public PageRun usable(MemoryGeometry geometry) {
        return new GuestLayout(geometry).usable();
    }

    @Override
    public void requireDoable(Workload workload) {
        GuestProgram.workingSet(workload);
        workload.heap().ifPresent(HeapControl::layout);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException where the workload is not one sequential writer, or uses pages of the
     *        platform
     * @throws FerryException of {@link ErrorCode#UNSUPPORTED_PLATFORM} where {@link #unavailable()} has a
     *        reason, of {@link ErrorCode#RESERVATION_REFUSED} where there is no room for what it fills
     */
    @Override
    public Source start(String guestId, MemoryGeometry geometry, Workload workload) {
        GuestLayout layout = new GuestLayout(geometry);
        layout.requireUsable(workload);
        requireDoable(workload);
        requireAvailable();
        requireRoom(guestId, geometry.bytes(workload.filled().stream().mapToLong(PageRun::count).sum()));
        GuestMemory memory = new GuestMemory(geometry, backing);
        try {
            fill(memory, layout, workload);
            return begin(new KvmGuest(guestId, layout, memory), workload);
        } catch (RuntimeException | Error refused) {
            memory.close();
            throw refused;
        }
    }

    private static void fill(GuestMemory memory, GuestLayout layout, Workload workload) {
        InitialMemory initial = new InitialMemory(layout, workload);
        for (PageRun run : initial.runs()) {
            for (long page = run.first(); page < run.end(); page++) {
                initial.fill(page, contents(memory, page));
            }
        }
    }

    private static MemorySegment contents(GuestMemory memory, long page) {
        return memory.segment(new PageRun(page, 1));
    }

    private static KvmGuest begin(KvmGuest guest, Workload workload) {
        try {
            guest.control().begin(workload);
            guest.control().resume();
            return guest;
        } catch (RuntimeException | Error refused) {
            guest.close();
            throw refused;
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
            requireAvailable();
            return reserve(guestId, new GuestLayout(geometry));
        } catch (FerryException | IllegalArgumentException refused) {
            throw new FerryException(ErrorCode.RESERVATION_REFUSED,
                    "no room for guest " + guestId + ": " + refused.getMessage(), refused);
        }
    }

    private Destination reserve(String guestId, GuestLayout layout) {
        return inTrappedMemory(layout, UserfaultFaultTrap::new,
                (memory, trap) -> new ArrivingKvmGuest(guestId, layout, memory, trap));
    }

    /**
     * {@inheritDoc}
     *
     * @throws FerryException of {@link ErrorCode#UNSUPPORTED_PLATFORM} where {@link #unavailable()} has a
     *         reason, the memory is not {@link Backing#ANONYMOUS} or Linux is older than 6.8
     */
    @Override
    public Vacant vacant(String guestId, MemoryGeometry geometry) {
        GuestLayout layout = new GuestLayout(geometry);
        requireAvailable();
        return inTrappedMemory(layout, UserfaultPagingTrap::new,
                (memory, trap) -> new VacantKvmGuest(guestId, layout, memory, trap));
    }

    private <T extends UserfaultFaultTrap, G> G inTrappedMemory(GuestLayout layout,
            Function<GuestMemory, T> trapping, BiFunction<GuestMemory, T, G> guest) {
        GuestMemory memory = new GuestMemory(layout.geometry(), backing);
        try {
            T trap = trapping.apply(memory);
            try {
                return guest.apply(memory, trap);
            } catch (RuntimeException | Error refused) {
                trap.close();
                throw refused;
            }
        } catch (RuntimeException | Error refused) {
            memory.close();
            throw refused;
        }
    }

    private void requireAvailable() {
        unavailable().ifPresent(reason -> {
            throw new FerryException(ErrorCode.UNSUPPORTED_PLATFORM, reason);
        });
    }
}
