package dev.ferry.paging.file;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The file of one device: made whole or not at all, opened again after it has failed, and locked against the other
 * hosts. For any thread.
 *
 * <p>
 * A file that goes is empty from then on for those who have it open: they look again by its name.
 */
final class SwapFile implements AutoCloseable {

    /**
     * A process has each lock of a file once, however many channels it has open, and loses it as it closes any of them.
     * So threads that lock, open or close exclude each other here first. Guards the fields below.
     */
    private static final ReentrantLock[] LOCKS_OF_THIS_PROCESS = Stream
            .generate(() -> new ReentrantLock(true)).limit(64).toArray(ReentrantLock[]::new);
    private static final long FIRST_PAUSE_NANOS = 50_000;
    private static final long LONGEST_PAUSE_NANOS = 2_000_000;

    private final String guestId;
    private final Path path;
    private final SwapFileLayout layout;
    private final Duration timeout;
    private final FileAccess access;
    private final ReentrantLock lockOfThisProcess;
    /** Read without the lock, too. */
    private volatile @Nullable FileChannel channel;
    private boolean seen;
    private boolean closed;

    SwapFile(String guestId, Path path, SwapFileLayout layout, Duration timeout, FileAccess access) {
        this.guestId = guestId;
        this.path = path;
        this.layout = layout;
        this.timeout = timeout;
        this.access = access;
        lockOfThisProcess = LOCKS_OF_THIS_PROCESS[Math.floorMod(path.hashCode(),
                LOCKS_OF_THIS_PROCESS.length)];
    }

    /** What is done with the file. */
    interface Action<T extends @Nullable Object> {
        T on(SlotFile file) throws IOException;
    }

    /** What is done with the file while no other device object changes it. */
    interface LockedAction<T extends @Nullable Object> {
        T on(SlotFile file, Lease lease) throws IOException;
    }

    private interface Attempt<T extends @Nullable Object> {
        T get() throws IOException;
    }

    SwapFileLayout layout() {
        return layout;
    }

    /** Finds the file, or that it was not made yet; not needed before the others. */
    void open() {
        attempt("open", () -> channel(false));
    }

    /** Does something beside whatever others do. */
    <T extends @Nullable Object> T unlocked(String what, Action<T> action) {
        return attempt(what, () -> action.on(new SlotFile(channel(false), layout)));
    }

    /**
     * Does something alone, in all processes. Those who read unlocked go on. A file that was not made yet is not made
     * by this: whoever comes late, after it was erased, leaves nothing.
     */
    <T extends @Nullable Object> T locked(String what, LockedAction<T> action) {
        return excluding(what, false, action);
    }

    /** The same, and makes the file where there is none. */
    <T extends @Nullable Object> T lockedAndMade(String what, LockedAction<T> action) {
        return excluding(what, true, action);
    }

    private <T extends @Nullable Object> T excluding(String what, boolean makes, LockedAction<T> action) {
        return attempt(what, () -> {
            excludeThreads();
            try {
                return excludingProcesses(makes, action);
            } finally {
                lockOfThisProcess.unlock();
            }
        });
    }

    /** Called under the lock. Once the name is gone the file is; what others still have open need not hold anything. */
    void delete(SlotFile file) throws IOException {
        Files.deleteIfExists(path);
        try {
            file.clear();
        } catch (IOException lost) {
            // Nobody takes a lease of it: it is held for good.
        }
        forgetErased();
    }

    private <T extends @Nullable Object> T excludingProcesses(boolean makes, LockedAction<T> action)
            throws IOException {
        for (int look = 0; look < 2; look++) {
            FileChannel found = channel(makes);
            if (found == null) {
                return action.on(new SlotFile(null, layout), Lease.NEW);
            }
            FileLock lock = lock(found);
            try {
                if (found.size() > 0) {
                    SlotFile file = new SlotFile(found, layout);
                    Lease lease = file.readLease();
                    if (lease == null) {
                        throw error(ErrorCode.SWAP_DAMAGED, "both copies of its lease are damaged");
                    }
                    return action.on(file, lease);
                }
            } finally {
                release(lock);
            }
            forgetErased();
        }
        throw error(ErrorCode.SWAP_DAMAGED, "the file is empty");
    }

    private void excludeThreads() throws IOException {
        try {
            if (!lockOfThisProcess.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IOException("another thread has used it for " + timeout);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** Waits for other processes by looking again and again: a lock of the system cannot be waited for with a timeout. */
    private FileLock lock(FileChannel found) throws IOException {
        long start = System.nanoTime();
        long pauseNanos = FIRST_PAUSE_NANOS;
        while (true) {
            FileLock lock = tryLock(found);
            if (lock != null) {
                return lock;
            }
            if (System.nanoTime() - start > timeout.toNanos()) {
                throw new IOException("another process has had it locked for " + timeout);
            }
            LockSupport.parkNanos(this, pauseNanos);
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted");
            }
            pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
        }
    }

    /** Null where it is taken, also by this process through another path. */
    private static @Nullable FileLock tryLock(FileChannel found) throws IOException {
        try {
            return found.tryLock(0, 1, false);
        } catch (OverlappingFileLockException throughAnotherPath) {
            return null;
        }
    }

    /** Where the channel was closed meanwhile, its lock went with it. */
    private static void release(FileLock lock) throws IOException {
        if (lock.acquiredBy().isOpen()) {
            lock.release();
        }
    }

    /** Null where the file was not made yet, and is not to be. */
    private @Nullable FileChannel channel(boolean makes) throws IOException {
        FileChannel open = channel;
        return open != null && open.isOpen() ? open : reopened(makes);
    }

    private @Nullable FileChannel reopened(boolean makes) throws IOException {
        lockOfThisProcess.lock();
        try {
            if (closed) {
                throw new IllegalStateException(prefix() + "it is closed");
            }
            FileChannel open = channel;
            if (open == null || !open.isOpen()) {
                open = openChannel(makes);
                channel = open;
                seen |= open != null;
            }
            return open;
        } finally {
            lockOfThisProcess.unlock();
        }
    }

    /** A file that was seen here is not made anew where it has gone: it may only be out of reach, as all of a folder. */
    private @Nullable FileChannel openChannel(boolean makes) throws IOException {
        if (!seen && !Files.exists(path)) {
            if (makes) {
                create();
            } else if (Files.isDirectory(path.getParent())) {
                return null;
            }
        }
        FileChannel opened = access.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        ByteBuffer header = ByteBuffer.allocate(SwapFileLayout.HEADER_BYTES);
        boolean usable = false;
        try {
            opened.read(header, 0);
            String complaint = layout.complaint(header.flip());
            if (complaint != null) {
                throw error(ErrorCode.SWAP_DAMAGED, "the file " + complaint);
            }
            usable = true;
            return opened;
        } finally {
            if (!usable) {
                opened.close();
            }
        }
    }

    /** By a link, so that nobody ever sees it in part, nor takes the place of another's. For its owner's eyes only. */
    private void create() throws IOException {
        Path draft = path.resolveSibling(path.getFileName() + "." + UUID.randomUUID() + ".new");
        try {
            Files.createFile(draft, ofItsOwner(draft));
            try (FileChannel file = access.open(draft, StandardOpenOption.WRITE)) {
                file.write(layout.startBlock(), 0);
            }
            Files.createLink(path, draft);
        } catch (FileAlreadyExistsException madeMeanwhile) {
            // By another host: its is as good.
        } catch (UnsupportedOperationException noLinks) {
            throw new IOException("the file system has no hard links", noLinks);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static FileAttribute<?>[] ofItsOwner(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[]{
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))}
                : new FileAttribute<?>[0];
    }

    private <T extends @Nullable Object> T attempt(String what, Attempt<T> attempt) {
        while (true) {
            try {
                return attempt.get();
            } catch (IOException failed) {
                forgetUnusable();
                if (!isByAnotherThread(failed)) {
                    throw new FerryException(ErrorCode.SWAP_UNREACHABLE,
                            prefix() + "cannot " + what + ": " + failed, failed);
                }
            }
        }
    }

    /** The system closes a channel in whose use a thread is interrupted: the others open it again, and go on. */
    private static boolean isByAnotherThread(IOException failed) {
        return failed instanceof ClosedChannelException && !Thread.currentThread().isInterrupted();
    }

    FerryException error(ErrorCode code, String message) {
        return new FerryException(code, prefix() + message);
    }

    private String prefix() {
        return "swap device of guest '" + guestId + "' in " + path + ": ";
    }

    /** A full disk leaves the channel as good as it was; a lost server, or an interrupt, does not. */
    private void forgetUnusable() {
        lockOfThisProcess.lock();
        try {
            if (channel != null && !isUsable(channel)) {
                forget();
            }
        } finally {
            lockOfThisProcess.unlock();
        }
    }

    private static boolean isUsable(FileChannel channel) {
        try {
            channel.size();
            return true;
        } catch (IOException unusable) {
            return false;
        }
    }

    private void forgetErased() {
        forget();
        seen = false;
    }

    private void forget() {
        FileChannel forgotten = channel;
        channel = null;
        try {
            if (forgotten != null) {
                forgotten.close();
            }
        } catch (IOException lost) {
            // There is nothing in it that was not written.
        }
    }

    /** May be called twice. */
    @Override
    public void close() {
        lockOfThisProcess.lock();
        try {
            closed = true;
            forget();
        } finally {
            lockOfThisProcess.unlock();
        }
    }
}
