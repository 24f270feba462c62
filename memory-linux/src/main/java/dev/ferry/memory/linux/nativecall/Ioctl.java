package dev.ferry.memory.linux.nativecall;

import java.lang.foreign.MemorySegment;

/**
 * One request of {@code ioctl(2)}, its number made as the macros of {@code asm-generic/ioctl.h} make it. A constant
 * therefore reads as in the kernel's header and is named in errors.
 *
 * @param name of the kernel's constant
 * @param number that the kernel knows it by
 */
public record Ioctl(String name, long number) {

    private static final int NONE = 0;
    private static final int WRITE = 1;
    private static final int READ = 2;

    /** {@code _IO(type, ordinal)}. */
    public static Ioctl none(String name, int type, int ordinal) {
        return of(name, NONE, type, ordinal, 0);
    }

    /** {@code _IOR(type, ordinal, struct)}: the kernel fills a structure of {@code bytes} bytes. */
    public static Ioctl read(String name, int type, int ordinal, long bytes) {
        return of(name, READ, type, ordinal, bytes);
    }

    /** {@code _IOW(type, ordinal, struct)}: the kernel reads a structure. */
    public static Ioctl write(String name, int type, int ordinal, long bytes) {
        return of(name, WRITE, type, ordinal, bytes);
    }

    /** {@code _IOWR(type, ordinal, struct)}: both. */
    public static Ioctl readWrite(String name, int type, int ordinal, long bytes) {
        return of(name, READ | WRITE, type, ordinal, bytes);
    }

    private static Ioctl of(String name, int direction, int type, int ordinal, long bytes) {
        return new Ioctl(name, (long) direction << 30 | bytes << 16 | (long) type << 8 | ordinal);
    }

    /** Makes the request with a structure. Throws as {@link #call(Descriptor, long)}. */
    public long call(Descriptor file, MemorySegment argument) {
        return call(file, argument.address());
    }

    /**
     * Makes the request with a number or an address.
     *
     * @throws NativeCallException where the kernel refuses it
     */
    public long call(Descriptor file, long argument) {
        long result = attempt(file, argument);
        if (result < 0) {
            throw new NativeCallException("ioctl " + name, result, file.number(), argument);
        }
        return result;
    }

    /** Makes the request with a structure and returns its result, or the negated errno. */
    public long attempt(Descriptor file, MemorySegment argument) {
        return attempt(file, argument.address());
    }

    /** Makes the request with a number or an address and returns its result, or the negated errno. */
    public long attempt(Descriptor file, long argument) {
        return SystemCall.IOCTL.attempt(file.number(), number, argument);
    }
}
