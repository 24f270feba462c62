package dev.ferry.workload;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * What a page holds, as little-endian 64-bit words:
 *
 * <pre>
 *   word 0        visits: how often a writer has been here; or the page's key, where pages are sorted
 *   word i        seed + page * PAGE_FACTOR + i * WORD_FACTOR     (0 &lt; i &lt; last)
 *   word last     ~(word 0), written after word 0: a torn page shows
 * </pre>
 *
 * The body differs in every word and page, so that a page at a wrong place or of another seed shows, and a machine
 * code program can check it with two multiplications.
 */
public final class PagePattern {

    /** Multiplies the page index in a body word. */
    public static final long PAGE_FACTOR = 0x9E3779B97F4A7C15L;
    /** Multiplies the word's index in a body word. */
    public static final long WORD_FACTOR = 0xBF58476D1CE4E5B9L;
    /** How a word lies in memory. */
    public static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);

    private PagePattern() {}

    /** The word at index {@code word} of a page's body. */
    public static long bodyWord(long seed, long page, long word) {
        return seed + page * PAGE_FACTOR + word * WORD_FACTOR;
    }

    /** Fills one page; {@code contents} is as long as a page. */
    public static void fill(MemorySegment contents, long seed, long page, long firstWord) {
        long last = contents.byteSize() / Long.BYTES - 1;
        long value = bodyWord(seed, page, 0);
        for (long word = 1; word < last; word++) {
            value += WORD_FACTOR;
            contents.set(WORD, word * Long.BYTES, value);
        }
        contents.set(WORD, 0, firstWord);
        contents.set(WORD, last * Long.BYTES, ~firstWord);
    }
}
