package dev.ferry.memory.linux;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PagingTrap;
import dev.ferry.memory.linux.nativecall.Errno;
import dev.ferry.memory.linux.nativecall.NativeCallException;
import dev.ferry.memory.linux.nativecall.NativeMemory;
import dev.ferry.memory.linux.userfault.Pagemap;
import dev.ferry.memory.linux.userfault.Userfaultfd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/**
 * A trap that also takes pages out of a guest that runs. The kernel moves a page from the guest's memory to a room of
 * the trap's own ({@code UFFDIO_MOVE}): the page itself, without a copy, so that a write is either in it or waits. From
 * there it is copied, and its memory given back. For anonymous memory. Writes can be logged while it is open, see
 * {@link LinuxMemorySource}. It stays open for as long as the guest lives.
 */
public final class UserfaultPagingTrap extends UserfaultFaultTrap implements PagingTrap {

    /** How many pages are out of the guest and not yet copied at a time. */
    private static final long ROOM_PAGES = 256;
    /** How often a page is tried for that the kernel holds on to; that takes it microseconds, most often. */
    private static final int ATTEMPTS = 8;

    private final Arena arena = Arena.ofShared();
    /** Registered as the guest's memory is: the kernel moves pages to missing ones only. Nobody else touches it. */
    private final MemorySegment room;
    /** Held while pages are taken out, so that the room is not unmapped meanwhile. */
    private final Object takingOut = new Object();

    /**
     * Begins to trap.
     *
     * @throws FerryException of {@link ErrorCode#UNSUPPORTED_PLATFORM} where the memory is backed by a file, this process
     *         may not use userfaultfd, or the kernel is older than Linux 6.8
     */
    public UserfaultPagingTrap(GuestMemory memory) {
        requireAnonymous(memory);
        super(memory, true);
        try {
            this.room = NativeMemory.map(arena, memory.geometry().bytes(ROOM_PAGES),
                    NativeMemory.PRIVATE | NativeMemory.ANONYMOUS | NativeMemory.NO_RESERVE,
                    NativeMemory.NO_FILE, 0);
            userfaultfd().register(room.address(), room.byteSize(),
                    Userfaultfd.MODE_MISSING);
        } catch (RuntimeException | Error refused) {
            close();
            throw refused;
        }
    }

    private static void requireAnonymous(GuestMemory memory) {
        if (memory.file().isPresent()) {
            throw new FerryException(ErrorCode.UNSUPPORTED_PLATFORM,
                    "pages cannot be taken out of guest memory backed by a file (memfd): to be paged, a guest"
                            + " needs anonymous memory");
        }
    }

    /** {@inheritDoc} A page cannot be taken while the kernel uses it itself, or shares it with a forked process. */
    @Override
    public long takeOut(PageRun run, MemorySegment contents) {
        requireTarget(run, contents);
        synchronized (takingOut) {
            if (!arena.scope().isAlive()) {
                throw new IllegalStateException("this trap is closed");
            }
            long taken = 0;
            long some;
            do {
                long most = Math.min(ROOM_PAGES, run.count() - taken);
                some = takeSome(new PageRun(run.first() + taken, most),
                        contents.address() + geometry().bytes(taken));
                taken += some;
            } while (some == ROOM_PAGES && taken < run.count());
            Reference.reachabilityFence(contents);
            return taken;
        }
    }

    /** Of another kind of memory the address would be that of something else. */
    private void requireTarget(PageRun run, MemorySegment target) {
        requireLength(run, target);
        if (!target.isNative()) {
            throw new IllegalArgumentException("pages are copied to native memory only");
        }
    }

    private long takeSome(PageRun run, long targetAddress) {
        memory().writeProtection().takesOut(run);
        long bytes = move(run);
        if (bytes > 0) {
            PageRun taken = new PageRun(run.first(), bytes / geometry().pageSizeBytes());
            left(taken);
            memory().writeProtection().takesOut(taken);
            NativeMemory.copy(targetAddress, room.address(), bytes);
            MappedRanges.takeOut(room.address(), room.address() + bytes);
            return taken.count();
        }
        return 0;
    }

    /**
     * Most often one call for the whole run. What is out is kept, whatever comes after it: the next call will tell. A
     * page that is not there, or that the kernel lacks memory to move, is one that cannot be taken now.
     */
    private long move(PageRun run) {
        long bytes = geometry().bytes(run.count());
        long start = memory().hostAddress(run.first());
        long moved = 0;
        int refusals = 0;
        while (moved < bytes && refusals < ATTEMPTS) {
            long result = userfaultfd().move(room.address() + moved, start + moved, bytes - moved);
            long more = result > 0 ? result : movedUnnoticed(moved, bytes);
            if (more > 0) {
                moved += more;
            } else if (Errno.EBUSY.is(result) || Errno.EAGAIN.is(result)) {
                refusals++;
            } else if (moved > 0 || Errno.ENOENT.is(result) || Errno.ENOMEM.is(result)) {
                return moved;
            } else {
                throw new NativeCallException("taking out " + run, result, start);
            }
        }
        return moved;
    }

    /**
     * What a call has moved that says it has not: where the guest writes a page of zeros at that moment, the kernel tries
     * again, and Linux 6.18 then takes the page that it has moved itself for one in its way (EEXIST). The room was empty
     * before, so what lies there is the guest's.
     */
    private long movedUnnoticed(long movedBytes, long bytes) {
        long from = room.address() + movedBytes;
        long[] found = new long[1];
        try (Pagemap pagemap = new Pagemap()) {
            pagemap.find(Pagemap.Kind.PRESENT, from, room.address() + bytes,
                    (start, end) -> found[0] = start == from ? end - start : found[0]);
        }
        return found[0];
    }

    @Override
    public void copy(PageRun run, MemorySegment target) {
        requireTarget(run, target);
        NativeMemory.copy(target.address(), memory().hostAddress(run.first()), target.byteSize());
        Reference.reachabilityFence(target);
    }

    @Override
    public void close() {
        synchronized (takingOut) {
            super.close();
            if (arena.scope().isAlive()) {
                arena.close();
            }
        }
    }
}
