package dev.ferry.testkit.strategy;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageSet;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToDoubleFunction;

/** A guest of which only the versions of its pages are modelled, at both sides. */
final class ModelGuest {

    private static final int PAGE_SIZE_BYTES = 4096;

    private final MemoryGeometry geometry;
    private final long workingSetPages;
    private final IntToDoubleFunction dirtyPagesPerSecond;
    private final long[] versions;
    private final long[] copied;

    /**
     * @param workingSetPages the first pages, which it writes at random
     * @param dirtyPagesPerSecond how fast, by the number of the round, from 0
     */
    ModelGuest(long pages, long workingSetPages, IntToDoubleFunction dirtyPagesPerSecond) {
        this.geometry = MemoryGeometry.flat(PAGE_SIZE_BYTES, pages);
        this.workingSetPages = workingSetPages;
        this.dirtyPagesPerSecond = dirtyPagesPerSecond;
        this.versions = new long[(int) pages];
        this.copied = new long[(int) pages];
        Arrays.fill(versions, 1);
    }

    MemoryGeometry geometry() {
        return geometry;
    }

    /** It runs for a while, and writes. */
    void run(long nanos, int round, Random random, PageBitmap dirty) {
        double writes = dirtyPagesPerSecond.applyAsDouble(round) * nanos / 1e9;
        for (long write = 0; write < Math.min(writes, 4.0 * workingSetPages); write++) {
            int page = random.nextInt((int) workingSetPages);
            versions[page]++;
            dirty.add(page);
        }
    }

    void copy(long page) {
        copied[(int) page] = versions[(int) page];
    }

    void copyAll(PageSet pages) {
        for (long page = pages.next(0); page != PageSet.NONE; page = pages.next(page + 1)) {
            copy(page);
        }
    }

    /** The first page whose latest version the destination lacks, or {@link PageSet#NONE}. */
    long firstStale() {
        for (int page = 0; page < versions.length; page++) {
            if (copied[page] != versions[page]) {
                return page;
            }
        }
        return PageSet.NONE;
    }
}
