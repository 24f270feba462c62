package dev.ferry.guest.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.OperatingSystemMXBean;
import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.workload.Heap;
import dev.ferry.workload.Workload;
import java.lang.management.ManagementFactory;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class KvmGuestPlatformTest {

    private final KvmGuestPlatform platform = new KvmGuestPlatform();

    @Test
    void leavesItsOwnPagesOut() {
        MemoryGeometry geometry = platform.geometry(16L << 20);

        assertThat(geometry.pageCount()).isEqualTo(4096);
        assertThat(platform.usable(geometry)).isEqualTo(PageRun.between(5, 4096));
    }

    @Test
    void namesAllowedSizes() {
        assertThatThrownBy(() -> platform.geometry(1000)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1000 bytes").hasMessageContaining("16 MiB to 512 GiB");
    }

    @Test
    void refusesWorkloadOnItsOwnPages() {
        PageRun pages = new PageRun(0, 10);

        assertThatThrownBy(() -> platform.start("guest", platform.geometry(16L << 20),
                Workload.sequential(1, pages, pages, 0))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesHeapOnItsOwnPagesAndHeapTooSmallForItsProcesses() {
        PageRun pages = new PageRun(100, 10);
        Workload workload = Workload.sequential(1, pages, pages, 0);

        assertThatThrownBy(() -> platform.start("guest", platform.geometry(16L << 20),
                workload.with(new Heap(new PageRun(2, 50), 0)))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("to use");
        assertThatThrownBy(() -> platform.requireDoable(workload.with(new Heap(new PageRun(200, 50), 50))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("processes of 50");
    }

    @Test
    void refusesReservationForGuestOfAnotherKind() {
        MemoryGeometry flat = MemoryGeometry.flat(4096, (4L << 30) / 4096);

        assertThatThrownBy(() -> platform.reserve("other", flat))
                .asInstanceOf(InstanceOfAssertFactories.type(FerryException.class))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.RESERVATION_REFUSED))
                .satisfies(
                        refused -> assertThat(refused).hasMessageStartingWith("no room for guest other: "));
    }

    @Test
    void refusesReservationForPagesOfAnotherSize() {
        MemoryGeometry large = MemoryGeometry.flat(2 << 20, 8);

        assertThatThrownBy(() -> platform.reserve("large-pages", large))
                .asInstanceOf(InstanceOfAssertFactories.type(FerryException.class))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.RESERVATION_REFUSED))
                .satisfies(refused -> assertThat(refused).hasMessageContaining("2097152"));
    }

    @Test
    @NeedsKvm
    void refusesReservationBeyondAvailableMemory() {
        MemoryGeometry huge = platform.geometry(512L << 30);
        assumeTrue(totalMemoryBytes() < huge.memoryBytes(), "this machine has room for the largest guest");

        assertThatThrownBy(() -> platform.reserve("huge", huge))
                .asInstanceOf(InstanceOfAssertFactories.type(FerryException.class))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.RESERVATION_REFUSED));
    }

    private static long totalMemoryBytes() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }
}
