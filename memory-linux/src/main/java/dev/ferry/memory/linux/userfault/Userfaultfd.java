package dev.ferry.memory.linux.userfault;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.memory.linux.nativecall.Descriptor;
import dev.ferry.memory.linux.nativecall.Ioctl;
import dev.ferry.memory.linux.nativecall.NativeCallException;
import dev.ferry.memory.linux.nativecall.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A userfaultfd: page faults of registered memory handled by this process (kernel documentation,
 * {@code admin-guide/mm/userfaultfd.rst}). For any number of threads. Closing it, or unregistering, lets the threads
 * that wait go on with zero pages.
 */
public final class Userfaultfd implements AutoCloseable {

    /** {@code UFFD_FEATURE_PAGEFAULT_FLAG_WP}: write protection. */
    public static final long FEATURE_WRITE_PROTECT = 1 << 0;
    /** {@code UFFD_FEATURE_WP_HUGETLBFS_SHMEM}: write protection of shared memory. */
    public static final long FEATURE_WRITE_PROTECT_SHARED = 1 << 12;
    /** {@code UFFD_FEATURE_WP_UNPOPULATED}: write protection of pages not yet there. */
    public static final long FEATURE_WRITE_PROTECT_UNPOPULATED = 1 << 13;
    /** {@code UFFD_FEATURE_WP_ASYNC}: the kernel resolves write faults itself and remembers them. */
    public static final long FEATURE_WRITE_PROTECT_ASYNC = 1 << 15;

    /** {@code UFFD_FEATURE_MOVE}: pages moved between mappings, Linux 6.8. */
    public static final long FEATURE_MOVE = 1 << 16;

    /** {@code UFFDIO_REGISTER_MODE_MISSING}: a touch of a page that is not there waits. */
    public static final long MODE_MISSING = 1;
    /** {@code UFFDIO_REGISTER_MODE_WP}. */
    public static final long MODE_WRITE_PROTECT = 2;

    /** {@code UFFDIO_COPY_MODE_WP}: the page is write-protected from the start. */
    private static final long COPY_PROTECTED = 2;

    private static final int TYPE = 0xAA;
    private static final long API_VERSION = 0xAA;
    static final Ioctl USERFAULTFD_IOC_NEW = Ioctl.none("USERFAULTFD_IOC_NEW", TYPE, 0x00);
    static final Ioctl UFFDIO_API = Ioctl.readWrite("UFFDIO_API", TYPE, 0x3F, Structs.UFFDIO_API.byteSize());
    static final Ioctl UFFDIO_REGISTER = Ioctl.readWrite("UFFDIO_REGISTER", TYPE, 0x00,
            Structs.UFFDIO_REGISTER.byteSize());
    static final Ioctl UFFDIO_UNREGISTER = Ioctl.read("UFFDIO_UNREGISTER", TYPE, 0x01,
            Structs.UFFDIO_RANGE.byteSize());
    static final Ioctl UFFDIO_WAKE = Ioctl.read("UFFDIO_WAKE", TYPE, 0x02, Structs.UFFDIO_RANGE.byteSize());
    static final Ioctl UFFDIO_COPY = Ioctl.readWrite("UFFDIO_COPY", TYPE, 0x03,
            Structs.UFFDIO_COPY.byteSize());
    static final Ioctl UFFDIO_ZEROPAGE = Ioctl.readWrite("UFFDIO_ZEROPAGE", TYPE, 0x04,
            Structs.UFFDIO_ZEROPAGE.byteSize());

    static final Ioctl UFFDIO_MOVE = Ioctl.readWrite("UFFDIO_MOVE", TYPE, 0x05,
            Structs.UFFDIO_MOVE.byteSize());

    private static final long MOVE_OUT = Structs.offset(Structs.UFFDIO_MOVE, "move");
    private static final long COPY_OUT = Structs.offset(Structs.UFFDIO_COPY, "copy");
    private static final long ZEROPAGE_OUT = Structs.offset(Structs.UFFDIO_ZEROPAGE, "zeropage");
    private static final int FLAGS = Descriptor.CLOSE_ON_EXEC | Descriptor.NON_BLOCKING;

    private final Descriptor descriptor;

    private Userfaultfd(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Opens one with some features. Not in user-mode-only mode: the faults of a KVM guest come from the kernel.
     *
     * @throws FerryException of {@link ErrorCode#UNSUPPORTED_PLATFORM} where this process may not, or the kernel lacks
     *         a feature, with what is needed
     */
    public static Userfaultfd open(long features) {
        Descriptor descriptor = openDescriptor();
        try (Arena arena = Arena.ofConfined()) {
            UFFDIO_API.call(descriptor, arena.allocateFrom(JAVA_LONG, API_VERSION, features, 0));
            return new Userfaultfd(descriptor);
        } catch (NativeCallException lacking) {
            descriptor.close();
            throw new FerryException(ErrorCode.UNSUPPORTED_PLATFORM,
                    "userfaultfd of this kernel lacks features 0x" + Long.toHexString(features)
                            + ": Linux " + ((features & FEATURE_MOVE) == 0 ? "6.7" : "6.8")
                            + " or newer is needed",
                    lacking);
        }
    }

    /** The system call asks for a privilege; the device file lets an administrator choose who may. */
    private static Descriptor openDescriptor() {
        long result = SystemCall.USERFAULTFD.attempt(FLAGS);
        if (result >= 0) {
            return new Descriptor(result);
        }
        try (Descriptor device = Descriptor.open("/dev/userfaultfd",
                Descriptor.READ_WRITE | Descriptor.CLOSE_ON_EXEC)) {
            return new Descriptor(USERFAULTFD_IOC_NEW.call(device, FLAGS));
        } catch (NativeCallException refused) {
            throw new FerryException(ErrorCode.UNSUPPORTED_PLATFORM,
                    new NativeCallException("userfaultfd", result, FLAGS).getMessage()
                            + "; run as root, with CAP_SYS_PTRACE, or with read and write access to"
                            + " /dev/userfaultfd (Linux 6.1 or newer)",
                    refused);
        }
    }

    /** The number to poll and to read messages from. */
    int number() {
        return descriptor.number();
    }

    /** Begins to handle the faults of a range. */
    public void register(long address, long bytes, long mode) {
        try (Arena arena = Arena.ofConfined()) {
            UFFDIO_REGISTER.call(descriptor, arena.allocateFrom(JAVA_LONG, address, bytes, mode, 0));
        }
    }

    /** Ends to handle the faults of a range. */
    public void unregister(long address, long bytes) {
        try (Arena arena = Arena.ofConfined()) {
            UFFDIO_UNREGISTER.call(descriptor, arena.allocateFrom(JAVA_LONG, address, bytes));
        }
    }

    /** Wakes who waits for a page of a range; they touch it again. */
    public void wake(long address, long bytes) {
        try (Arena arena = Arena.ofConfined()) {
            UFFDIO_WAKE.call(descriptor, arena.allocateFrom(JAVA_LONG, address, bytes));
        }
    }

    /**
     * Installs missing pages with these contents and wakes who waits for them.
     *
     * @param protect whether they are write-protected: then the range is registered in that mode, too
     * @return the bytes installed, all or those before a page where it stopped; or the negated errno of the first page
     */
    public long copy(long address, long sourceAddress, long bytes, boolean protect) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocateFrom(JAVA_LONG, address, sourceAddress, bytes,
                    protect ? COPY_PROTECTED : 0, 0);
            long result = UFFDIO_COPY.attempt(descriptor, copy);
            return outcome(result, copy.get(JAVA_LONG, COPY_OUT));
        }
    }

    /** Installs missing pages of zeros; as {@link #copy}. */
    public long zero(long address, long bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment zero = arena.allocateFrom(JAVA_LONG, address, bytes, 0, 0);
            long result = UFFDIO_ZEROPAGE.attempt(descriptor, zero);
            return outcome(result, zero.get(JAVA_LONG, ZEROPAGE_OUT));
        }
    }

    /**
     * Moves pages from one private anonymous mapping to missing pages of another that is registered here, each page
     * atomically: who touches one afterwards finds it missing, and nothing that was written is lost.
     *
     * @return the bytes moved, all or those before a page where it stopped; or the negated errno of the first page
     */
    public long move(long address, long sourceAddress, long bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment move = arena.allocateFrom(JAVA_LONG, address, sourceAddress, bytes, 0, 0);
            long result = UFFDIO_MOVE.attempt(descriptor, move);
            return outcome(result, move.get(JAVA_LONG, MOVE_OUT));
        }
    }

    /** The kernel leaves its out field alone where it refuses the arguments themselves. */
    private static long outcome(long result, long out) {
        return out == 0 ? result : out;
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
