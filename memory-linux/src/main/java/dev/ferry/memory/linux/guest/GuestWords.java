package dev.ferry.memory.linux.guest;

import dev.ferry.memory.linux.nativecall.NativeMemory;
import dev.ferry.workload.PagePattern;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Words of memory that may be missing, each moved by a downcall. For the thread that made it. */
final class GuestWords implements AutoCloseable {

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment scratch = arena.allocate(PagePattern.WORD);

    /** Reads a word, waiting for its page. */
    long read(long address) {
        NativeMemory.copy(scratch.address(), address, Long.BYTES);
        return scratch.get(PagePattern.WORD, 0);
    }

    /** Writes a word, waiting for its page. */
    void write(long address, long value) {
        scratch.set(PagePattern.WORD, 0, value);
        NativeMemory.copy(address, scratch.address(), Long.BYTES);
    }

    @Override
    public void close() {
        arena.close();
    }
}
