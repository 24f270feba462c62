package dev.ferry.workload;

/**
 * A guest's memory as its tasks touch it: 64-bit words of pages, little-endian. An access waits for a missing page. For
 * one thread.
 */
public interface PageWords {

    /** Reads the word at index {@code word} of a page. */
    long read(long page, long word);

    /** Writes the word at index {@code word} of a page. */
    void write(long page, long word, long value);
}
