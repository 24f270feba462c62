package dev.ferry.memory.linux;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.memory.linux.nativecall.Errno;
import dev.ferry.memory.linux.nativecall.NativeCallException;
import dev.ferry.memory.linux.userfault.FaultQueue;
import dev.ferry.memory.linux.userfault.Userfaultfd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Optional;

/**
 * Traps the missing pages of a {@link GuestMemory} by userfaultfd: a thread that touches one, a virtual CPU in
 * {@code KVM_RUN} too, waits in the kernel until the page is placed. Made by the owner of the guest over memory that
 * nobody has touched; closed before the memory.
 *
 * <p>
 * Where the link dies, keep it open: closing it lets the guest go on with zeros in place of what is missing.
 */
public sealed class UserfaultFaultTrap implements FaultTrap permits UserfaultPagingTrap {

    private final GuestMemory memory;
    private final PageBitmap present;
    private final Userfaultfd userfaultfd;
    private final FaultQueue faults;
    private final Optional<AccessLog> accessLog;
    /** Held in {@link #nextFault()}: whoever closes waits for it, since closing does not wake who waits in a poll. */
    private final Object faultThread = new Object();
    private boolean closed;

    /**
     * Begins to trap.
     *
     * @throws dev.ferry.api.FerryException of {@link dev.ferry.api.ErrorCode#UNSUPPORTED_PLATFORM} where this process
     *         may not use userfaultfd
     */
    public UserfaultFaultTrap(GuestMemory memory) {
        this(memory, false);
    }

    UserfaultFaultTrap(GuestMemory memory, boolean pages) {
        this.memory = memory;
        this.present = new PageBitmap(memory.geometry().pageCount());
        this.accessLog = memory.newAccessLog();
        // For an access scan, or a log of writes: the memory can be registered once only.
        boolean protects = pages || accessLog.isPresent();
        long features = protects ? WriteProtection.FEATURES : 0;
        memory.writeProtection().trapOpens(pages);
        try {
            this.userfaultfd = Userfaultfd.open(pages ? features | Userfaultfd.FEATURE_MOVE : features);
            try {
                userfaultfd.register(memory.hostAddress(), memory.geometry().memoryBytes(), protects
                        ? Userfaultfd.MODE_MISSING | Userfaultfd.MODE_WRITE_PROTECT
                        : Userfaultfd.MODE_MISSING);
                this.faults = new FaultQueue(userfaultfd);
            } catch (RuntimeException | Error refused) {
                userfaultfd.close();
                throw refused;
            }
        } catch (RuntimeException | Error refused) {
            memory.writeProtection().trapHasClosed();
            throw refused;
        }
    }

    final GuestMemory memory() {
        return memory;
    }

    final Userfaultfd userfaultfd() {
        return userfaultfd;
    }

    /** Pages are missing again. */
    final void left(PageRun run) {
        present.remove(run.first(), run.count());
    }

    @Override
    public MemoryGeometry geometry() {
        return memory.geometry();
    }

    @Override
    public PageSet present() {
        return present;
    }

    @Override
    public long nextFault() {
        synchronized (faultThread) {
            while (true) {
                long address = faults.next();
                if (address == FaultQueue.STOPPED) {
                    return STOPPED;
                }
                long page = memory.page(address);
                if (!present.contains(page)) {
                    return page;
                }
                // Placed since it was reported, or while it was: nobody may be left waiting for it.
                userfaultfd.wake(memory.hostAddress(page), geometry().pageSizeBytes());
            }
        }
    }

    @Override
    public void stopFaults() {
        faults.stop();
    }

    @Override
    public void place(PageRun run, MemorySegment contents) {
        requireLength(run, contents);
        if (contents.isNative()) {
            install(run, contents);
        } else {
            try (Arena arena = Arena.ofConfined()) {
                install(run, arena.allocate(contents.byteSize()).copyFrom(contents));
            }
        }
    }

    final void requireLength(PageRun run, MemorySegment contents) {
        if (contents.byteSize() != geometry().bytes(run.count())) {
            throw new IllegalArgumentException(run + " has " + geometry().bytes(run.count()) + " bytes, not "
                    + contents.byteSize());
        }
    }

    private void install(PageRun run, MemorySegment contents) {
        try {
            install(run, (address, done, left) -> userfaultfd.copy(address, contents.address() + done, left,
                    memory.writeProtection().isLogged()));
        } finally {
            Reference.reachabilityFence(contents);
        }
    }

    @Override
    public void placeZero(PageRun run) {
        install(run, (address, done, left) -> userfaultfd.zero(address, left));
    }

    /** One attempt to install what is left of a run; returns the bytes installed, or the negated errno. */
    @FunctionalInterface
    private interface Attempt {
        long install(long address, long doneBytes, long leftBytes);
    }

    /** Most often one call for the whole run; the kernel may stop early and wants to be asked again. */
    private void install(PageRun run, Attempt attempt) {
        long bytes = geometry().bytes(run.count());
        long start = memory.hostAddress(run.first());
        long done = 0;
        while (done < bytes) {
            long result = attempt.install(start + done, done, bytes - done);
            if (result > 0) {
                installed(new PageRun(memory.page(start + done), result / geometry().pageSizeBytes()));
                done += result;
            } else if (!Errno.EAGAIN.is(result)) {
                throw refused(run, start + done, result);
            }
        }
    }

    private void installed(PageRun run) {
        present.add(run.first(), run.count());
        memory.installed(run);
    }

    private RuntimeException refused(PageRun run, long address, long result) {
        return Errno.EEXIST.is(result)
                ? new IllegalStateException("page " + memory.page(address) + " of " + run + " is present")
                : new NativeCallException("placing " + run, result, address);
    }

    @Override
    public MemorySegment landing(PageRun run) {
        long missing = present.nextAbsent(run.first());
        if (missing < run.end()) {
            throw new IllegalStateException("page " + missing + " of " + run + " is missing");
        }
        return memory.segment(run);
    }

    @Override
    public void discard(PageRun run) {
        left(run);
        memory.discard(run);
    }

    @Override
    public Optional<AccessLog> accessLog() {
        return accessLog;
    }

    @Override
    public void close() {
        faults.stop();
        synchronized (faultThread) {
            if (!closed) {
                closed = true;
                userfaultfd.unregister(memory.hostAddress(), geometry().memoryBytes());
                faults.close();
                userfaultfd.close();
                memory.writeProtection().trapHasClosed();
            }
        }
    }
}
