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
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment word = arena.allocate(ValueLayout.JAVA_LONG);
            NativeMemory.copy(word.address(), memory.hostAddress(page), Long.BYTES);
            return word.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    /** Writes the first word of a page. */
    static void write(GuestMemory memory, long page, long value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment word = arena.allocateFrom(ValueLayout.JAVA_LONG, value);
            NativeMemory.copy(memory.hostAddress(page), word.address(), Long.BYTES);
        }
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
