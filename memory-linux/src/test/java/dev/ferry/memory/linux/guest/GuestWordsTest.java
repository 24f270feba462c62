package dev.ferry.memory.linux.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.memory.linux.GuestMemory;
import org.junit.jupiter.api.Test;

class GuestWordsTest {

    @Test
    void hasEveryWordOfTheGuestAndNoOther() {
        try (GuestMemory memory = new GuestMemory(MemoryGeometry.flat(4096, 3),
                GuestMemory.Backing.ANONYMOUS);
                GuestWords words = new GuestWords(memory)) {
            words.write(0, 0, 5);
            words.write(2, 511, 7);

            assertThat(words.read(0, 0)).isEqualTo(5);
            assertThat(words.read(2, 511)).isEqualTo(7);
            for (long[] place : new long[][]{{3, 0}, {-1, 0}, {Long.MAX_VALUE, 0}, {1L << 52, 0}, {2, 512},
                    {0, -1}}) {
                assertThatIllegalArgumentException().isThrownBy(() -> words.read(place[0], place[1]));
                assertThatIllegalArgumentException().isThrownBy(() -> words.write(place[0], place[1], 1));
            }
        }
    }
}
