package dev.ferry.testkit.migration;

import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.memory.Balloon;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.workload.HeapBalloon;
import dev.ferry.workload.HeapLayout;
import dev.ferry.workload.MemoryOracle;
import dev.ferry.workload.PagePattern;
import dev.ferry.workload.PageWords;
import dev.ferry.workload.Runner;
import dev.ferry.workload.Workload;
import dev.ferry.workload.WorkloadRun;
import dev.ferry.workload.WorkloadState;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * A guest with a heap that has no threads: it works only while a test, or {@link #onCall}, lets it. What it does between
 * two calls of the engine therefore is the same in each run. Its state is that of a software guest, which can go on from
 * it at the destination. Safe for any thread, since several lanes may send.
 */
class SteppedGuest implements MemorySource, GuestControl {

    private final MemoryGeometry geometry;
    private final MemorySegment contents;
    private final PageBitmap used;
    private final PageBitmap dirty;
    private final Workload workload;
    private final WorkloadRun work;
    private final Words words = new Words();
    private Runnable onCall = () -> {};
    private boolean paused;
    private boolean busy;

    SteppedGuest(MemoryGeometry geometry, Workload workload) {
        this.geometry = geometry;
        this.workload = workload;
        this.contents = MemorySegment.ofArray(new byte[Math.toIntExact(geometry.memoryBytes())]);
        this.used = new PageBitmap(geometry.pageCount());
        this.dirty = new PageBitmap(geometry.pageCount());
        this.work = new WorkloadRun(geometry, WorkloadState.initial(workload), new Platform());
        MemoryOracle oracle = new MemoryOracle(geometry, WorkloadState.initial(workload));
        for (PageRun filled : workload.filled()) {
            oracle.giveContents(filled, (page, bytes) -> page(page).copyFrom(bytes));
            used.add(filled.first(), filled.count());
        }
    }

    /** What happens at each call of the engine's on the memory, before it and after it, while the guest runs. */
    synchronized void onCall(Runnable action) {
        onCall = action;
    }

    private synchronized void call(Runnable action) {
        happen();
        action.run();
        happen();
    }

    private void happen() {
        if (!paused && !busy) {
            busy = true;
            try {
                onCall.run();
            } finally {
                busy = false;
            }
        }
    }

    /** Each task and the processes do a step. */
    synchronized void step() {
        for (Runner runner : work.runners()) {
            runner.step(words);
            if (runner.isShortOfMemory()) {
                runner.askForMemory();
            }
        }
    }

    synchronized HeapBalloon balloon() {
        return work.balloon().orElseThrow();
    }

    /** The pages that the balloon holds, as the guest's memory says. */
    synchronized PageBitmap ballooned() {
        HeapLayout layout = HeapLayout.of(workload.heap().orElseThrow(), geometry.pageSizeBytes());
        PageBitmap pages = new PageBitmap(geometry.pageCount());
        long held = words.read(layout.control(), HeapLayout.BALLOON_COUNT);
        for (long index = 0; index < held; index++) {
            long wordsPerPage = geometry.pageSizeBytes() / Long.BYTES;
            pages.add(words.read(layout.balloon() + index / wordsPerPage, index % wordsPerPage)
                    / geometry.pageSizeBytes());
        }
        return pages;
    }

    /** All bytes of its memory. */
    MemorySegment contents() {
        return contents;
    }

    /** What is wrong with it; empty where all is right. */
    synchronized Optional<String> prove() {
        return work.complaint().or(() -> new MemoryOracle(geometry, work.state())
                .firstMismatch((page, target) -> target.copyFrom(page(page))).map(Object::toString));
    }

    synchronized boolean isPaused() {
        return paused;
    }

    private MemorySegment page(long page) {
        return contents.asSlice(geometry.bytes(page), geometry.pageSizeBytes());
    }

    @Override
    public MemoryGeometry geometry() {
        return geometry;
    }

    @Override
    public synchronized MemorySegment view(PageRun run) {
        happen();
        return contents.asSlice(geometry.bytes(run.first()), geometry.bytes(run.count())).asReadOnly();
    }

    @Override
    public void release(MemorySegment view) {
        call(() -> {});
    }

    @Override
    public void startDirtyLog() {
        call(dirty::clear);
    }

    @Override
    public void collectDirty(PageBitmap collected) {
        call(() -> {
            collected.addAll(dirty);
            dirty.clear();
        });
    }

    @Override
    public void stopDirtyLog() {}

    @Override
    public void collectAbsent(PageBitmap absent) {
        call(() -> {
            PageBitmap unused = PageBitmap.full(geometry.pageCount());
            unused.removeAll(used);
            absent.addAll(unused);
        });
    }

    /** It has a device, and nothing lies there. */
    @Override
    public Optional<PageSet> cold() {
        return Optional.of(new PageBitmap(geometry.pageCount()));
    }

    @Override
    public synchronized void pause() {
        happen();
        paused = true;
    }

    @Override
    public synchronized void resume() {
        paused = false;
    }

    @Override
    public synchronized byte[] saveState() {
        return work.state().toBytes();
    }

    @Override
    public void loadState(byte[] state) {
        throw new UnsupportedOperationException("this guest lives at a source");
    }

    @Override
    public synchronized OptionalLong workDone() {
        return OptionalLong.of(work.state().totalSteps());
    }

    /** The memory as the guest touches it. */
    private final class Words implements PageWords {

        @Override
        public long read(long page, long word) {
            return page(page).get(PagePattern.WORD, word * Long.BYTES);
        }

        @Override
        public void write(long page, long word, long value) {
            page(page).set(PagePattern.WORD, word * Long.BYTES, value);
            used.add(page);
            dirty.add(page);
        }
    }

    /** What it does for its {@link Balloon}. */
    private final class Platform implements HeapBalloon.Platform {

        @Override
        public boolean step(Consumer<PageWords> action) {
            synchronized (SteppedGuest.this) {
                if (!paused) {
                    action.accept(words);
                }
                return !paused;
            }
        }

        @Override
        public boolean canDiscard() {
            return true;
        }

        @Override
        public void discard(PageRun run) {
            contents.asSlice(geometry.bytes(run.first()), geometry.bytes(run.count())).fill((byte) 0);
            used.remove(run.first(), run.count());
            dirty.add(run.first(), run.count());
        }
    }
}
