package dev.ferry.memory.linux.nativecall;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Mappings of the process, and copies that may wait for a missing page. */
public final class NativeMemory {

    /** {@code PROT_READ | PROT_WRITE}. */
    public static final int READ_WRITE = 3;
    /** {@code MAP_SHARED}. */
    public static final int SHARED = 1;
    /** {@code MAP_PRIVATE}. */
    public static final int PRIVATE = 2;
    /** {@code MAP_ANONYMOUS}. */
    public static final int ANONYMOUS = 0x20;
    /** {@code MAP_NORESERVE}: no swap is set aside, since absent pages may never be touched. */
    public static final int NO_RESERVE = 0x4000;
    /** The descriptor of a mapping without a file. */
    public static final long NO_FILE = -1;

    private static final MethodHandle MEMCPY = memcpyHandle();

    private NativeMemory() {}

    /**
     * {@code memcpy(3)} as a normal downcall: the one way for Java to touch memory that may be missing. The thread
     * counts as outside Java while it waits, so that the JVM reaches its safepoints.
     */
    public static void copy(long targetAddress, long sourceAddress, long bytes) {
        try {
            MEMCPY.invokeExact(targetAddress, sourceAddress, bytes);
        } catch (Throwable impossible) {
            throw new AssertionError("memcpy could not be called", impossible);
        }
    }

    /**
     * {@code mmap(2)} to read and write, at an address of the kernel's choice.
     *
     * @param arena a shared or confined one; closing it unmaps
     */
    // Restricted: the segment is as long as the mapping and ends with it.
    @SuppressWarnings("restricted")
    public static MemorySegment map(Arena arena, long bytes, int flags, long file, long offset) {
        long address = SystemCall.MMAP.call(0, bytes, READ_WRITE, flags, file, offset);
        return MemorySegment.ofAddress(address).reinterpret(bytes, arena,
                mapping -> SystemCall.MUNMAP.call(address, bytes));
    }

    // Restricted: the descriptor is that of memcpy(3), addresses as numbers, the result ignored.
    @SuppressWarnings("restricted")
    private static MethodHandle memcpyHandle() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow("memcpy"),
                FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, JAVA_LONG));
    }
}
