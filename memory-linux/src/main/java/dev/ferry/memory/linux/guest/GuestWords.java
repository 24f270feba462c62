package dev.ferry.memory.linux.guest;

import dev.ferry.memory.linux.GuestMemory;
import dev.ferry.memory.linux.nativecall.NativeMemory;
import dev.ferry.workload.PagePattern;
import dev.ferry.workload.PageWords;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Words of memory that may be missing, each moved by a downcall. For the thread that made it. */
final class GuestWords implements PageWords, AutoCloseable {

    private final GuestMemory memory;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment scratch = arena.allocate(PagePattern.WORD);

    GuestWords(GuestMemory memory) {
        this.memory = memory;
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
        return memory.hostAddress(page) + word * Long.BYTES;
    }

    @Override
    public void close() {
        arena.close();
    }
}
