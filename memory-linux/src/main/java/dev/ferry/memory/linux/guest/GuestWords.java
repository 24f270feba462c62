package dev.ferry.memory.linux.guest;

import dev.ferry.memory.linux.GuestMemory;
import dev.ferry.memory.linux.nativecall.NativeMemory;
import dev.ferry.workload.PagePattern;
import dev.ferry.workload.PageWords;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Words of memory that may be missing, each moved by a downcall. A page or word that the guest does not have is refused
 * with an IllegalArgumentException: nothing else would keep a downcall from what lies there. For the thread that made it.
 */
final class GuestWords implements PageWords, AutoCloseable {

    private static final long WORDS_PER_PAGE = GuestMemory.PAGE_SIZE_BYTES / Long.BYTES;

    private final GuestMemory memory;
    private final long pageCount;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment scratch = arena.allocate(PagePattern.WORD);

    GuestWords(GuestMemory memory) {
        this.memory = memory;
        this.pageCount = memory.geometry().pageCount();
    }

    @Override
    public long read(long page, long word) {
        NativeMemory.copy(scratch.address(), address(page, word), Long.BYTES);
        return scratch.get(PagePattern.WORD, 0);
    }

    @Override
    public void write(long page, long word, long value) {
        scratch.set(PagePattern.WORD, 0, value);
        NativeMemory.copy(address(page, word), scratch.address(), Long.BYTES);
    }

    private long address(long page, long word) {
        if (page < 0 || page >= pageCount || word < 0 || word >= WORDS_PER_PAGE) {
            throw new IllegalArgumentException(
                    "no word " + word + " of page " + page + " in a guest of " + pageCount + " pages");
        }
        return memory.hostAddress(page) + word * Long.BYTES;
    }

    @Override
    public void close() {
        arena.close();
    }
}
