package dev.ferry.guest.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemoryGeometry.Region;
import dev.ferry.api.memory.PageRun;
import dev.ferry.workload.Workload;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuestLayoutTest {

    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;
    private static final long PRESENT_WRITABLE_USER_ACCESSED = 0x27;
    private static final long LARGE_DIRTY = 0xC0;

    @Test
    void leavesTheHoleOfAPc() {
        assertThat(GuestLayout.ofSize(3 * GIB).geometry())
                .isEqualTo(MemoryGeometry.flat(4096, 3 * GIB / 4096));
        assertThat(GuestLayout.ofSize(5 * GIB).geometry()).isEqualTo(new MemoryGeometry(4096,
                List.of(new Region(0, 3 * GIB / 4096), new Region(4 * GIB, 2 * GIB / 4096))));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 15 * MIB, 16 * MIB + 4096, 513 * GIB})
    void refusesSizesThatItsTablesCannotSpan(long memoryBytes) {
        assertThatThrownBy(() -> GuestLayout.ofSize(memoryBytes)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a KVM guest of " + memoryBytes
                        + " bytes of memory; allowed is a whole number of MiB from 16 MiB to 512 GiB");
    }

    @Test
    void refusesGeometryOfAnotherKindOfGuest() {
        MemoryGeometry flat = MemoryGeometry.flat(4096, 4 * GIB / 4096);

        assertThatThrownBy(() -> new GuestLayout(flat)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a KVM guest of 4 GiB has its memory at");
    }

    @Test
    void givesWorkloadsThePagesAfterItsTables() {
        assertThat(GuestLayout.ofSize(16 * MIB).usable()).isEqualTo(PageRun.between(5, 4096));
        assertThat(GuestLayout.ofSize(4 * GIB).usable()).isEqualTo(PageRun.between(8, 4 * GIB / 4096));
    }

    @Test
    void refusesWorkloadOnItsTables() {
        PageRun pages = PageRun.between(4, 10);

        assertThatThrownBy(
                () -> GuestLayout.ofSize(16 * MIB).requireUsable(Workload.sequential(1, pages, pages, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PageRun[first=4, count=6]")
                .hasMessageContaining("PageRun[first=5, count=4091]");
    }

    @ParameterizedTest
    @ValueSource(longs = {16 * MIB, 17 * MIB, 3 * GIB, 4 * GIB, 7 * GIB + MIB, 512 * GIB})
    void translatesLinearAddressesAcrossTheHole(long memoryBytes) {
        GuestLayout layout = GuestLayout.ofSize(memoryBytes);

        for (long linear : new long[]{0, 0x1234, 16 * MIB - 1, 3 * GIB - 1, 3 * GIB, 4 * GIB - 1, 7 * GIB,
                512 * GIB - 1}) {
            if (linear < memoryBytes) {
                assertThat(walk(layout, linear)).as("linear address 0x%x", linear)
                        .isEqualTo(linear < 3 * GIB ? linear : linear + GIB);
            }
        }
    }

    @Test
    void mapsNothingBeyondMemory() {
        GuestLayout layout = GuestLayout.ofSize(16 * MIB);

        assertThat(entry(layout, 0x4000, 8)).isZero();
        assertThat(entry(layout, 0x3000, 1)).isZero();
    }

    @Test
    void holdsTheProgramInItsPage() {
        MemorySegment page = expected(GuestLayout.ofSize(16 * MIB), 1);

        assertThat(page.asSlice(0, GuestProgram.CODE.byteSize()).mismatch(GuestProgram.CODE)).isEqualTo(-1);
    }

    /** What the CPU's page walker does (Intel SDM volume 3A, section 4.5.4). */
    private static long walk(GuestLayout layout, long linear) {
        long pointers = table(entry(layout, GuestLayout.PML4_ADDRESS, linear >>> 39 & 511));
        long directory = table(entry(layout, pointers, linear >>> 30 & 511));
        long largePage = entry(layout, directory, linear >>> 21 & 511);
        assertThat(largePage & 0xFFF).isEqualTo(PRESENT_WRITABLE_USER_ACCESSED | LARGE_DIRTY);
        return (largePage & -2 * MIB) + (linear & 2 * MIB - 1);
    }

    private static long table(long entry) {
        assertThat(entry & 0xFFF).isEqualTo(PRESENT_WRITABLE_USER_ACCESSED);
        return entry & -4096;
    }

    private static long entry(GuestLayout layout, long tableAddress, long index) {
        return expected(layout, tableAddress / 4096).get(Struct.U64, index * 8);
    }

    private static MemorySegment expected(GuestLayout layout, long page) {
        MemorySegment contents = MemorySegment.ofArray(new byte[4096]);
        layout.expected(page, contents);
        return contents;
    }
}
