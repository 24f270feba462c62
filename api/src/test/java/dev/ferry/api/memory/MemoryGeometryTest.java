package dev.ferry.api.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.MemoryGeometry.Region;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryGeometryTest {

    @Test
    void countsPagesOfAllRegionsButNotTheHoles() {
        MemoryGeometry geometry = new MemoryGeometry(4096,
                List.of(new Region(0, 10), new Region(1 << 20, 5)));

        assertThat(geometry.pageCount()).isEqualTo(15);
        assertThat(geometry.memoryBytes()).isEqualTo(15 * 4096);
        assertThat(geometry.bytes(3)).isEqualTo(3 * 4096);
    }

    @Test
    void flatGuestHasOneRegionFromAddressZero() {
        MemoryGeometry geometry = MemoryGeometry.flat(2 << 20, 1L << 19);

        assertThat(geometry.regions()).containsExactly(new Region(0, 1L << 19));
        assertThat(geometry.memoryBytes()).isEqualTo(1L << 40);
    }

    @Test
    void regionsMayTouch() {
        MemoryGeometry geometry = new MemoryGeometry(4096, List.of(new Region(0, 1), new Region(4096, 1)));

        assertThat(geometry.pageCount()).isEqualTo(2);
    }

    @Test
    void refusesPageSizesThatAreNone() {
        for (int pageSizeBytes : new int[]{0, -4096, 256, 4097, 6144}) {
            assertThatThrownBy(() -> MemoryGeometry.flat(pageSizeBytes, 1)).as("page size %d", pageSizeBytes)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(String.valueOf(pageSizeBytes));
        }
    }

    @Test
    void refusesAGuestWithoutMemory() {
        assertThatThrownBy(() -> new MemoryGeometry(4096, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MemoryGeometry.flat(4096, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesRegionsThatOverlapOrAreOutOfOrder() {
        assertThatThrownBy(() -> new MemoryGeometry(4096, List.of(new Region(0, 2), new Region(4096, 1))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("0x2000");
        assertThatThrownBy(() -> new MemoryGeometry(4096, List.of(new Region(1 << 20, 1), new Region(0, 1))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesRegionsThatAreNotAligned() {
        assertThatThrownBy(() -> new MemoryGeometry(2 << 20, List.of(new Region(4096, 1))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesMemoryThatNoAddressReaches() {
        assertThatThrownBy(() -> MemoryGeometry.flat(4096, Long.MAX_VALUE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsItsRegionsFromTheCallersHands() {
        List<Region> regions = new ArrayList<>(List.of(new Region(0, 1)));
        MemoryGeometry geometry = new MemoryGeometry(4096, regions);

        regions.clear();

        assertThat(geometry.pageCount()).isEqualTo(1);
    }
}
