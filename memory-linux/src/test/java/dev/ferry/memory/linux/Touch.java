package dev.ferry.memory.linux;

import dev.ferry.memory.linux.nativecall.NativeMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** Touches memory that may be missing as a guest does: by downcalls, and in threads that may have to wait. */
final class Touch {

    private Touch() {}

    /** Reads the first word of a page. */
    static long read(GuestMemory memory, long page) {
        return readWord(memory, page, 0);
    }

    /** Reads a word of a page. */
    static long readWord(GuestMemory memory, long page, int index) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment word = arena.allocate(ValueLayout.JAVA_LONG);
            NativeMemory.copy(word.address(), address(memory, page, index), Long.BYTES);
            return word.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    /** Writes the first word of a page. */
    static void write(GuestMemory memory, long page, long value) {
        writeWord(memory, page, 0, value);
    }

    /** Writes a word of a page. */
    static void writeWord(GuestMemory memory, long page, int index, long value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment word = arena.allocateFrom(ValueLayout.JAVA_LONG, value);
            NativeMemory.copy(address(memory, page, index), word.address(), Long.BYTES);
        }
    }

    private static long address(GuestMemory memory, long page, int index) {
        return memory.hostAddress(page) + (long) index * Long.BYTES;
    }

    /** Does it in a thread of its own. */
    static <T> CompletableFuture<T> start(Callable<T> touch) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                result.complete(touch.call());
            } catch (Throwable failure) {
                result.completeExceptionally(failure);
            }
        });
        return result;
    }
}
