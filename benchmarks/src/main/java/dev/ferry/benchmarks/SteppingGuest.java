package dev.ferry.benchmarks;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.memory.linux.GuestMemory;
import dev.ferry.memory.linux.LinuxMemorySource;
import dev.ferry.memory.linux.UserfaultPagingTrap;
import dev.ferry.memory.linux.nativecall.NativeMemory;
import dev.ferry.paging.PagedGuest;
import dev.ferry.paging.Paging;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A paged guest in real memory whose working set can be changed: one thread touches pages of it at random, counts the
 * touches in the page itself, and checks the count.
 */
final class SteppingGuest implements GuestControl, AutoCloseable {

    private static final int TOUCHES_AT_A_TIME = 400;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int FILLED_PAGES = 256;

    private final GuestMemory memory;
    private final UserfaultPagingTrap trap;
    private final PagedGuest paged;
    private final int[] counts;
    private final CompletableFuture<Void> work = new CompletableFuture<>();
    private volatile int workingSetPages;
    private volatile long touches;
    private volatile boolean stopping;

    /** Starts it, with something in each of its pages. */
    SteppingGuest(String name, long memoryBytes, long workingSetBytes, Paging paging) {
        MemoryGeometry geometry = MemoryGeometry.flat(GuestMemory.PAGE_SIZE_BYTES,
                memoryBytes / GuestMemory.PAGE_SIZE_BYTES);
        this.memory = new GuestMemory(geometry, GuestMemory.Backing.ANONYMOUS);
        this.trap = new UserfaultPagingTrap(memory);
        this.paged = PagedGuest.of(paging, name, trap, new LinuxMemorySource(memory), this, List.of());
        this.counts = new int[Math.toIntExact(geometry.pageCount())];
        workIn(workingSetBytes);
        paged.begin();
        fill(geometry);
        paged.control().resume();
    }

    private void fill(MemoryGeometry geometry) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment contents = arena.allocate(geometry.bytes(FILLED_PAGES));
            for (long offset = 0; offset < contents.byteSize(); offset += geometry.pageSizeBytes()) {
                contents.asSlice(offset, geometry.pageSizeBytes()).asSlice(Long.BYTES).fill((byte) 1);
            }
            for (long page = 0; page < geometry.pageCount(); page += FILLED_PAGES) {
                paged.trap().place(
                        PageRun.between(page, Math.min(geometry.pageCount(), page + FILLED_PAGES)),
                        contents);
            }
        }
    }

    PagedGuest paged() {
        return paged;
    }

    /** The first so many bytes are all that it touches from now on. */
    void workIn(long bytes) {
        workingSetPages = Math.toIntExact(bytes / GuestMemory.PAGE_SIZE_BYTES);
    }

    long workingSetPages() {
        return workingSetPages;
    }

    long touches() {
        return touches;
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {
        Thread.ofPlatform().name("guest").start(() -> work.completeAsync(this::work, Runnable::run));
    }

    @Override
    public byte[] saveState() {
        return new byte[0];
    }

    @Override
    public void loadState(byte[] state) {}

    private Void work() {
        SplittableRandom random = new SplittableRandom(1);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment word = arena.allocate(JAVA_LONG);
            while (!stopping) {
                for (int touch = 0; touch < TOUCHES_AT_A_TIME; touch++) {
                    touch(random.nextInt(workingSetPages), word);
                }
                touches = touches + TOUCHES_AT_A_TIME;
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        return null;
    }

    private void touch(int page, MemorySegment word) {
        long address = memory.hostAddress(page);
        NativeMemory.copy(word.address(), address, Long.BYTES);
        if (word.get(JAVA_LONG, 0) != counts[page]) {
            throw new IllegalStateException("page " + page + " counts " + word.get(JAVA_LONG, 0)
                    + " touches, and there were " + counts[page]);
        }
        word.set(JAVA_LONG, 0, ++counts[page]);
        NativeMemory.copy(address, word.address(), Long.BYTES);
    }

    /** Ends it; throws where the guest found a page wrong. */
    @Override
    public void close() {
        stopping = true;
        try {
            work.join();
        } finally {
            paged.close();
            trap.close();
            memory.close();
        }
    }
}
