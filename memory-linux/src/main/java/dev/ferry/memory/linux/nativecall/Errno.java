package dev.ferry.memory.linux.nativecall;

import java.util.Arrays;

/** The errors of the kernel that Ferry meets ({@code asm-generic/errno-base.h}, {@code errno.h}). */
public enum Errno {
    /** Operation not permitted. */
    EPERM(1),
    /** No such file. */
    ENOENT(2),
    /** No such process or thread. */
    ESRCH(3),
    /** Interrupted by a signal. */
    EINTR(4),
    /** No such device or address; from a search for data or holes: none from there on. */
    ENXIO(6),
    /** Argument list too long. */
    E2BIG(7),
    /** Bad file descriptor. */
    EBADF(9),
    /** Try again. */
    EAGAIN(11),
    /** Out of memory. */
    ENOMEM(12),
    /** Permission denied. */
    EACCES(13),
    /** Bad address. */
    EFAULT(14),
    /** Device or resource busy. */
    EBUSY(16),
    /** Already exists; from userfaultfd: the page is present. */
    EEXIST(17),
    /** No such device. */
    ENODEV(19),
    /** Invalid argument. */
    EINVAL(22),
    /** Too many open files. */
    EMFILE(24),
    /** Not an ioctl of this file. */
    ENOTTY(25),
    /** No space left. */
    ENOSPC(28),
    /** No such system call. */
    ENOSYS(38);

    private final int number;

    Errno(int number) {
        this.number = number;
    }

    /** Whether the result of an attempted call is this error. */
    public boolean is(long result) {
        return result == -number;
    }

    /** Name and number, e.g. {@code EAGAIN (11)}. */
    static String describe(int number) {
        return Arrays.stream(values()).filter(errno -> errno.number == number).findFirst()
                .map(errno -> errno + " (" + number + ")").orElse("errno " + number);
    }
}
