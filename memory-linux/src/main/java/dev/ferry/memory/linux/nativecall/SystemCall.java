package dev.ferry.memory.linux.nativecall;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Locale;

/**
 * The system calls that Ferry makes, by their numbers on x86-64 ({@code asm/unistd_64.h}). All go through
 * {@code syscall(3)} of libc with {@code errno} captured in the same downcall. For any thread.
 *
 * <p>
 * Addresses are passed as numbers: the caller keeps what they point to alive until the call returns, best in a
 * confined arena around it.
 */
public enum SystemCall {
    /** {@code read(fd, buffer, bytes)}. */
    READ(0),
    /** {@code write(fd, buffer, bytes)}. */
    WRITE(1),
    /** {@code open(path, flags)}. */
    OPEN(2),
    /** {@code close(fd)}. */
    CLOSE(3),
    /** {@code poll(fds, count, timeoutMillis)}. */
    POLL(7),
    /** {@code lseek(fd, offset, whence)}. */
    LSEEK(8),
    /** {@code mmap(address, bytes, protection, flags, fd, offset)}. */
    MMAP(9),
    /** {@code munmap(address, bytes)}. */
    MUNMAP(11),
    /** {@code ioctl(fd, request, argument)}; {@link Ioctl} names the request in errors. */
    IOCTL(16),
    /** {@code madvise(address, bytes, advice)}. */
    MADVISE(28),
    /** {@code getpid()}. */
    GETPID(39),
    /** {@code ftruncate(fd, bytes)}. */
    FTRUNCATE(77),
    /** {@code gettid()}. */
    GETTID(186),
    /** {@code tgkill(process, thread, signal)}. */
    TGKILL(234),
    /** {@code fallocate(fd, mode, offset, bytes)}. */
    FALLOCATE(285),
    /** {@code eventfd2(initial, flags)}. */
    EVENTFD2(290),
    /** {@code memfd_create(name, flags)}. */
    MEMFD_CREATE(319),
    /** {@code userfaultfd(flags)}. */
    USERFAULTFD(323),
    /** {@code process_madvise(pidfd, ranges, count, advice, flags)}. */
    PROCESS_MADVISE(440);

    private static final int MAX_ARGUMENTS = 6;
    private static final MethodHandle SYSCALL = syscallHandle();
    private static final long ERRNO_OFFSET = Linker.Option.captureStateLayout()
            .byteOffset(PathElement.groupElement("errno"));
    /** One for each thread: a shared one would give a thread the errno of another's call. */
    private static final ThreadLocal<MemorySegment> CAPTURED = ThreadLocal
            .withInitial(() -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

    private final long number;

    SystemCall(long number) {
        this.number = number;
    }

    /**
     * Makes the call.
     *
     * @throws NativeCallException where the kernel refuses it
     */
    public long call(long... arguments) {
        long result = attempt(arguments);
        if (result < 0) {
            throw new NativeCallException(name().toLowerCase(Locale.ROOT), result, arguments);
        }
        return result;
    }

    /** Makes the call and returns its result, or the negated errno: for calls whose refusal is an outcome. */
    public long attempt(long... arguments) {
        long[] all = Arrays.copyOf(arguments, MAX_ARGUMENTS);
        MemorySegment captured = CAPTURED.get();
        long result = invoke(captured, all[0], all[1], all[2], all[3], all[4], all[5]);
        return result == -1 ? -captured.get(JAVA_INT, ERRNO_OFFSET) : result;
    }

    private long invoke(MemorySegment captured, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) SYSCALL.invokeExact(captured, number, a, b, c, d, e, f);
        } catch (Throwable impossible) {
            throw new AssertionError(this + " could not be called", impossible);
        }
    }

    // Restricted: the descriptor below is that of syscall(3), with all six arguments always passed.
    @SuppressWarnings("restricted")
    private static MethodHandle syscallHandle() {
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor descriptor = FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
        return linker.downcallHandle(linker.defaultLookup().findOrThrow("syscall"), descriptor,
                Linker.Option.firstVariadicArg(1), Linker.Option.captureCallState("errno"));
    }
}
