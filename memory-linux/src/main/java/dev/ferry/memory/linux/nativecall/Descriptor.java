package dev.ferry.memory.linux.nativecall;

import java.lang.foreign.Arena;

/**
 * An open file of the kernel, closed once by its owner. Closing does not wake a thread that waits in {@code read} or
 * {@code poll} on it: see that nobody does before.
 */
public final class Descriptor implements AutoCloseable {

    /** {@code O_RDWR}. */
    public static final int READ_WRITE = 2;
    /** {@code O_CLOEXEC}, which is {@code EFD_CLOEXEC} too. */
    public static final int CLOSE_ON_EXEC = 0x80000;
    /** {@code O_NONBLOCK}. */
    public static final int NON_BLOCKING = 0x800;

    private static final int MFD_CLOEXEC = 1;

    private final int number;
    private boolean closed;

    /** Takes over the result of a call that opens a file. */
    public Descriptor(long number) {
        this.number = Math.toIntExact(number);
    }

    /** {@code open(2)}. */
    public static Descriptor open(String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            return new Descriptor(SystemCall.OPEN.call(arena.allocateFrom(path).address(), flags));
        }
    }

    /** {@code eventfd(2)} with count 0; a read of it gives the count and sets it to 0. */
    public static Descriptor event() {
        return new Descriptor(SystemCall.EVENTFD2.call(0, CLOSE_ON_EXEC | NON_BLOCKING));
    }

    /** {@code memfd_create(2)}: a file in memory, without a name in any directory, all of it a hole. */
    public static Descriptor memory(String name, long bytes) {
        try (Arena arena = Arena.ofConfined()) {
            Descriptor file = new Descriptor(
                    SystemCall.MEMFD_CREATE.call(arena.allocateFrom(name).address(), MFD_CLOEXEC));
            try {
                SystemCall.FTRUNCATE.call(file.number, bytes);
                return file;
            } catch (RuntimeException refused) {
                file.close();
                throw refused;
            }
        }
    }

    /**
     * What the kernel knows it by.
     *
     * @throws IllegalStateException where it was closed: the number may be another file's by now
     */
    public synchronized int number() {
        if (closed) {
            throw new IllegalStateException("descriptor " + number + " is closed");
        }
        return number;
    }

    /** May be called twice. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            SystemCall.CLOSE.call(number);
        }
    }
}
