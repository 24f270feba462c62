package dev.ferry.testkit.guest;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.Setting;
import dev.ferry.api.Settings;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.Workload;
import dev.ferry.workload.WorkloadState;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Software guests, with pages of any size. Safe for any thread. */
public final class SoftwareGuestPlatform implements GuestPlatform {

    private static final int DEFAULT_PAGE_SIZE_BYTES = 4096;

    private final int pageSizeBytes;
    private final TrapKind trap;
    private final int nonPageablePercent;

    /** Guests with pages of 4 KiB. */
    public SoftwareGuestPlatform() {
        this(DEFAULT_PAGE_SIZE_BYTES);
    }

    /** Guests with pages of {@code pageSizeBytes}, a power of two from 512 on. */
    public SoftwareGuestPlatform(int pageSizeBytes) {
        this(pageSizeBytes, TrapKind.SHADOW_PAGING, 0);
    }

    /**
     * Guests whose touches of missing pages are seen in a certain way.
     *
     * @param pageSizeBytes a power of two from 512 on
     * @param nonPageablePercent of a guest's memory, 0 to 100; counts for {@link TrapKind#PSEUDO_PAGING} only
     */
    public SoftwareGuestPlatform(int pageSizeBytes, TrapKind trap, int nonPageablePercent) {
        this.pageSizeBytes = pageSizeBytes;
        this.trap = trap;
        this.nonPageablePercent = nonPageablePercent;
    }

    /** Guests with pages of 4 KiB, of the trap that {@code ferry.guest.…} sets. */
    public SoftwareGuestPlatform(Settings settings) {
        this(DEFAULT_PAGE_SIZE_BYTES, settings.get(TrapKind.SETTING),
                settings.get(TrapKind.NON_PAGEABLE).intValue());
    }

    /** The settings that a platform can be made by. */
    public static List<Setting<?>> settings() {
        return List.of(TrapKind.SETTING, TrapKind.NON_PAGEABLE);
    }

    @Override
    public String name() {
        return "software";
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public MemoryGeometry geometry(long memoryBytes) {
        if (memoryBytes < pageSizeBytes || memoryBytes % pageSizeBytes != 0) {
            throw new IllegalArgumentException("memory of " + memoryBytes
                    + " bytes: a software guest has a multiple of its page size, " + pageSizeBytes
                    + " bytes");
        }
        return MemoryGeometry.flat(pageSizeBytes, memoryBytes / pageSizeBytes);
    }

    @Override
    public PageRun usable(MemoryGeometry geometry) {
        return new PageRun(0, geometry.pageCount());
    }

    @Override
    public SoftwareGuest start(String guestId, MemoryGeometry geometry, Workload workload) {
        return startAt(guestId, geometry, WorkloadState.initial(workload));
    }

    @Override
    public SoftwareGuest startAt(String guestId, MemoryGeometry geometry, WorkloadState state) {
        return SoftwareGuest.start(guestId, geometry, state, paging(geometry));
    }

    @Override
    public GuestPlatform.Destination reserve(String guestId, MemoryGeometry geometry) {
        return new SoftwareReservation(guestId, geometry, paging(geometry));
    }

    /** Only where the hypervisor sees each touch: a page that the guest's own page table lets through stays there. */
    @Override
    public GuestPlatform.Vacant vacant(String guestId, MemoryGeometry geometry) {
        if (trap != TrapKind.SHADOW_PAGING) {
            throw new FerryException(ErrorCode.UNSUPPORTED_PLATFORM, "a software guest can be paged where "
                    + TrapKind.SETTING.key() + " is shadow-paging; here it is "
                    + trap.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        return new SoftwareVacant(guestId, geometry);
    }

    private Paging paging(MemoryGeometry geometry) {
        return trap.paging(geometry.pageCount(), nonPageablePercent);
    }
}
