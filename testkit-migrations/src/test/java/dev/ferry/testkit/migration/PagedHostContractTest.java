package dev.ferry.testkit.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.guest.GuestHost;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.memory.linux.guest.LinuxGuestPlatform;
import dev.ferry.paging.Paging;
import dev.ferry.paging.PagingListener;
import dev.ferry.testkit.guest.GuestHostContractTest;
import dev.ferry.testkit.swap.InMemorySwapStore;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A host whose guests are paged, in real memory. */
class PagedHostContractTest extends GuestHostContractTest {

    private final LinuxGuestPlatform real = new LinuxGuestPlatform();
    private final InMemorySwapStore store = new InMemorySwapStore("paged-host-" + UUID.randomUUID());

    @BeforeEach
    void needsThePlatform() {
        assumeThat(real.unavailable().orElse("")).isEmpty();
    }

    @Override
    protected GuestHost host() {
        return paged(1 << 20);
    }

    @Override
    protected MemoryGeometry geometry() {
        return real.geometry(32 << 20);
    }

    @Override
    protected MemoryGeometry impossible() {
        return MemoryGeometry.flat(2 << 20, 16);
    }

    @Test
    void refusesReservationOfMoreMemoryThanThereIs() {
        assertThatThrownBy(() -> paged(1L << 50).reserve("giant", real.geometry(1L << 50)))
                .isInstanceOfSatisfying(FerryException.class,
                        refused -> assertThat(refused.code())
                                .isEqualTo(ErrorCode.RESERVATION_REFUSED))
                .hasMessageContaining("giant").hasMessageContaining("available here are");
    }

    private PagedPlatform paged(long reservationBytes) {
        return new PagedPlatform(real,
                new Paging(store, reservationBytes, Duration.ofMinutes(1), PagingListener.NONE));
    }
}
