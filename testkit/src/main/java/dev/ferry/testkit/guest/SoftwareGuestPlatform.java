package dev.ferry.testkit.guest;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.Workload;
import java.util.Optional;

/** Software guests, with pages of any size. Safe for any thread. */
public final class SoftwareGuestPlatform implements GuestPlatform {

    private static final int DEFAULT_PAGE_SIZE_BYTES = 4096;

    private final int pageSizeBytes;

    /** Guests with pages of 4 KiB. */
    public SoftwareGuestPlatform() {
        this(DEFAULT_PAGE_SIZE_BYTES);
    }

    /** Guests with pages of {@code pageSizeBytes}, a power of two from 512 on. */
    public SoftwareGuestPlatform(int pageSizeBytes) {
        this.pageSizeBytes = pageSizeBytes;
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
        return SoftwareGuest.start(guestId, geometry, workload);
    }

    @Override
    public GuestPlatform.Destination reserve(String guestId, MemoryGeometry geometry) {
        return new SoftwareReservation(guestId, geometry);
    }
}
