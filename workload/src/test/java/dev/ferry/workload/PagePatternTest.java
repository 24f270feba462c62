package dev.ferry.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class PagePatternTest {

    private static final long SEED = 7;

    @Test
    void holdsTheVisitsAtBothEndsAndTheBodyBetween() {
        for (int pageSizeBytes : new int[]{512, 4096, 65_536}) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment page = arena.allocate(pageSizeBytes);
                long last = pageSizeBytes / Long.BYTES - 1;

                PagePattern.fill(page, SEED, 3, 42);

                assertThat(word(page, 0)).isEqualTo(42);
                assertThat(word(page, last)).isEqualTo(~42);
                for (long word = 1; word < last; word++) {
                    assertThat(word(page, word)).as("word %d of %d bytes", word, pageSizeBytes)
                            .isEqualTo(PagePattern.bodyWord(SEED, 3, word));
                }
            }
        }
    }

    @Test
    void liesInMemoryLittleEndian() {
        MemorySegment page = MemorySegment.ofArray(new byte[512]);

        PagePattern.fill(page, SEED, 0, 0x0102);

        assertThat(page.asSlice(0, 2).toArray(ValueLayout.JAVA_BYTE)).containsExactly(2, 1);
    }

    @Test
    void differsInEveryWordByPageAndSeed() {
        MemorySegment page = filled(SEED, 3);
        MemorySegment otherPage = filled(SEED, 4);
        MemorySegment otherSeed = filled(SEED + 1, 3);

        for (long word = 1; word < page.byteSize() / Long.BYTES - 1; word++) {
            assertThat(word(page, word)).as("word %d", word).isNotEqualTo(word(otherPage, word))
                    .isNotEqualTo(word(otherSeed, word)).isNotEqualTo(word(page, word + 1));
        }
    }

    private static MemorySegment filled(long seed, long page) {
        MemorySegment contents = MemorySegment.ofArray(new byte[4096]);
        PagePattern.fill(contents, seed, page, 0);
        return contents;
    }

    private static long word(MemorySegment page, long word) {
        return page.get(PagePattern.WORD, word * Long.BYTES);
    }
}
