package dev.ferry.memory.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.memory.linux.GuestMemory.Backing;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@OnLinux
class GuestMemoryTest {

    private static final MemoryGeometry WITH_HOLE = new MemoryGeometry(4096,
            List.of(new MemoryGeometry.Region(0, 4), new MemoryGeometry.Region(1 << 20, 4)));

    @ParameterizedTest
    @EnumSource
    void mapsRegionsOneAfterTheOther(Backing backing) {
        try (GuestMemory memory = new GuestMemory(WITH_HOLE, backing)) {
            assertThat(memory.segment().byteSize()).isEqualTo(8 * 4096);
            assertThat(memory.hostAddress(5)).isEqualTo(memory.hostAddress() + 5 * 4096);
            assertThat(memory.page(memory.hostAddress(5) + 4095)).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsZeroWhereDiscarded(Backing backing) {
        try (GuestMemory memory = new GuestMemory(WITH_HOLE, backing)) {
            memory.segment().fill((byte) 7);

            memory.discard(new PageRun(2, 3));

            assertThat(pageBytes(memory)).containsExactly(7, 7, 0, 0, 0, 7, 7, 7);
        }
    }

    @ParameterizedTest
    @EnumSource
    void discardsNothingThatIsNotTheGuests(Backing backing) {
        try (GuestMemory memory = new GuestMemory(WITH_HOLE, backing)) {
            memory.segment().fill((byte) 7);

            for (PageRun run : List.of(new PageRun(7, 2), new PageRun(8, 1), new PageRun(1L << 40, 1))) {
                assertThatIllegalArgumentException().isThrownBy(() -> memory.discard(run));
            }

            assertThat(pageBytes(memory)).containsOnly(7);
        }
    }

    @ParameterizedTest
    @EnumSource
    void endsItsSegmentsWhenClosed(Backing backing) {
        GuestMemory memory = new GuestMemory(WITH_HOLE, backing);
        MemorySegment page = memory.segment(new PageRun(1, 1));

        memory.close();
        memory.close();

        assertThatThrownBy(() -> page.get(ValueLayout.JAVA_BYTE, 0))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesOtherPageSizes() {
        assertThatThrownBy(() -> new GuestMemory(MemoryGeometry.flat(2 << 20, 1), Backing.ANONYMOUS))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("4096")
                .hasMessageContaining("2097152");
    }

    private static byte[] pageBytes(GuestMemory memory) {
        byte[] bytes = new byte[8];
        for (int page = 0; page < bytes.length; page++) {
            bytes[page] = memory.segment().get(ValueLayout.JAVA_BYTE, page * 4096L + 100);
        }
        return bytes;
    }
}
