package dev.ferry.swap.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PageValueTest {

    private final SplittableRandom random = new SplittableRandom(7);
    private final MemorySegment memory = Arena.ofAuto().allocate(3 * 512);

    @Test
    void comesBackAsItWas() {
        byte[] page = new byte[512];
        random.nextBytes(page);
        memory.asSlice(512).copyFrom(MemorySegment.ofArray(page));

        PageValue value = PageValue.of(99, memory, 512, 512);
        value.copyPageTo(memory, 1024);

        assertThat(value.damage(512)).isEmpty();
        assertThat(memory.asSlice(1024).mismatch(MemorySegment.ofArray(page))).isEqualTo(-1);
    }

    @Test
    void isLaidOutAsDocumented() {
        assertThat(HexFormat.of().formatHex(PageValue.of(1, memory, 0, 512).bytes(), 512, 516))
                .isEqualTo("fbe218fc");
    }

    @Test
    void eachFlippedBitIsFound() {
        byte[] bytes = PageValue.of(99, memory, 0, 512).bytes();
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(new PageValue(99, bytes).damage(512)).as("bit %d", bit).contains("checksum");
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
        assertThat(new PageValue(99, bytes).damage(512)).isEmpty();
    }

    @Test
    void thePageOfAnotherSlotAndAnotherLengthAreFound() {
        byte[] bytes = PageValue.of(99, memory, 0, 512).bytes();

        assertThat(new PageValue(98, bytes).damage(512)).contains("checksum");
        assertThat(new PageValue(99, bytes).damage(1024)).contains("516").contains("1028");
        assertThat(new PageValue(99, new byte[0]).damage(512)).contains("0 bytes");
    }
}
