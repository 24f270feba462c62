package dev.ferry.workload;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A guest with a heap, in plain memory, whose steps are done when a test says so. */
final class HeapMachine implements PageWords, HeapBalloon.Platform {

    static final int PAGE_SIZE_BYTES = 512;
    private static final PageRun PATTERNED = new PageRun(0, 2);
    private static final long FIRST_PAGE = 5;

    final MemoryGeometry geometry;
    final HeapLayout layout;
    final List<PageRun> discarded = new ArrayList<>();
    private final MemorySegment contents;
    WorkloadRun run;
    boolean paused;
    boolean canDiscard = true;
    /** Done at each discard, before the pages are zeroed. */
    Runnable atDiscard = () -> {};

    HeapMachine(long seed, long heapPages, long processPages) {
        Heap heap = new Heap(new PageRun(FIRST_PAGE, heapPages), processPages);
        WorkloadState state = WorkloadState
                .initial(Workload.sequential(seed, PATTERNED, PATTERNED, 0).with(heap));
        geometry = MemoryGeometry.flat(PAGE_SIZE_BYTES, FIRST_PAGE + heapPages + 3);
        layout = HeapLayout.of(heap, PAGE_SIZE_BYTES);
        contents = MemorySegment.ofArray(new byte[Math.toIntExact(geometry.memoryBytes())]);
        MemoryOracle oracle = new MemoryOracle(geometry, state);
        for (PageRun filled : state.workload().filled()) {
            oracle.giveContents(filled, this::put);
        }
        run = new WorkloadRun(geometry, state, this);
    }

    HeapBalloon balloon() {
        return run.balloon().orElseThrow();
    }

    /** A step of the processes, and what they do after it. */
    void processStep() {
        Runner processes = run.runners().getLast();
        processes.step(this);
        if (processes.isShortOfMemory()) {
            processes.askForMemory();
        }
    }

    /** The guest goes on elsewhere: all that is left of it here is its memory and its state. */
    void moveToAnotherHost() {
        run = new WorkloadRun(geometry, WorkloadState.fromBytes(run.state().toBytes()), this);
    }

    Optional<MemoryOracle.Mismatch> firstMismatch() {
        return new MemoryOracle(geometry, run.state()).firstMismatch(this::get);
    }

    void get(long page, MemorySegment target) {
        target.copyFrom(page(page));
    }

    void put(long page, MemorySegment source) {
        page(page).copyFrom(source);
    }

    /** A copy of all of its memory. */
    byte[] contents() {
        return contents.toArray(ValueLayout.JAVA_BYTE);
    }

    MemorySegment page(long page) {
        return contents.asSlice(page * PAGE_SIZE_BYTES, PAGE_SIZE_BYTES);
    }

    /** Where an entry of one of the lists lies. */
    Word entry(long list, long index) {
        long words = PAGE_SIZE_BYTES / Long.BYTES;
        return new Word(list + index / words, index % words);
    }

    /** A word of the guest's memory. */
    record Word(long page, long index) {}

    long read(Word word) {
        return read(word.page(), word.index());
    }

    void write(Word word, long value) {
        write(word.page(), word.index(), value);
    }

    void flip(Word word, int bit) {
        write(word.page(), word.index(), read(word) ^ 1L << bit);
    }

    @Override
    public long read(long page, long word) {
        return page(page).get(PagePattern.WORD, word * Long.BYTES);
    }

    @Override
    public void write(long page, long word, long value) {
        page(page).set(PagePattern.WORD, word * Long.BYTES, value);
    }

    @Override
    public boolean step(Consumer<PageWords> action) {
        if (paused) {
            return false;
        }
        action.accept(this);
        return true;
    }

    @Override
    public boolean canDiscard() {
        return canDiscard;
    }

    @Override
    public void discard(PageRun pages) {
        atDiscard.run();
        discarded.add(pages);
        contents.asSlice(geometry.bytes(pages.first()), geometry.bytes(pages.count())).fill((byte) 0);
    }
}
