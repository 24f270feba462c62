package dev.ferry.memory.linux.nativecall;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;

/** Signals that only interrupt: they make a blocking call of one thread return with {@code EINTR}. */
public final class Signals {

    /**
     * The signal for this purpose: a real-time one that neither HotSpot nor the JDK uses. (HotSpot suspends threads
     * by SIGUSR2; NIO wakes its threads by SIGRTMAX - 2 = 62.)
     */
    public static final int INTERRUPT = 40;

    /** {@code struct sigaction} of glibc on x86-64. */
    static final StructLayout SIGACTION = MemoryLayout.structLayout(ADDRESS.withName("sa_handler"),
            MemoryLayout.sequenceLayout(16, JAVA_LONG).withName("sa_mask"), JAVA_INT.withName("sa_flags"),
            MemoryLayout.paddingLayout(4), ADDRESS.withName("sa_restorer"));

    private Signals() {}

    /**
     * Makes {@link #INTERRUPT} do nothing but interrupt, for the whole process. The handler is {@code abs} of libc: it
     * takes an int as a handler does and touches no memory, whereas Java code must never run in a signal handler. No
     * {@code SA_RESTART}, so that calls are interrupted for good.
     */
    public static void installInterruptHandler() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment action = arena.allocate(SIGACTION);
            action.set(ADDRESS, SIGACTION.byteOffset(PathElement.groupElement("sa_handler")),
                    Linker.nativeLinker().defaultLookup().findOrThrow("abs"));
            int result = (int) sigaction().invokeExact(INTERRUPT, action, MemorySegment.NULL);
            if (result != 0) {
                throw new AssertionError("sigaction refused signal " + INTERRUPT);
            }
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new AssertionError("sigaction could not be called", impossible);
        }
    }

    /** The kernel's id of the calling thread, for {@link #interrupt}. */
    public static long currentThreadId() {
        return SystemCall.GETTID.call();
    }

    /**
     * Interrupts the blocking call that a thread of this process is in; does nothing where it is in none, or ended. The
     * signal may come just before the call: who must be sure repeats it.
     */
    public static void interrupt(long threadId) {
        long process = SystemCall.GETPID.call();
        long result = SystemCall.TGKILL.attempt(process, threadId, INTERRUPT);
        // EAGAIN: as many as may wait do so already, for a thread that gets no processor. They will do.
        if (result < 0 && !Errno.ESRCH.is(result) && !Errno.EAGAIN.is(result)) {
            throw new NativeCallException("tgkill", result, process, threadId, INTERRUPT);
        }
    }

    // Restricted: the descriptor is that of sigaction(2).
    @SuppressWarnings("restricted")
    private static MethodHandle sigaction() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow("sigaction"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    }
}
