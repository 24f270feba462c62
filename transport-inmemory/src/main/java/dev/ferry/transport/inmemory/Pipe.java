package dev.ferry.transport.inmemory;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongUnaryOperator;

/**
 * One direction of one lane: a ring of bytes between one writer and one reader. Bytes are copied outside the lock;
 * under it the two only agree on whose which part of the ring is.
 */
final class Pipe {

    /** A longer write arrives in several parcels, so that its reader begins before its last byte was sent. */
    private static final int MAX_PARCEL_BYTES = 64 << 10;

    /** Bytes that arrive together; {@code end} counts from the pipe's first byte. */
    private record Parcel(long end, long arrivalNanos) {}

    private final String name;
    private final byte[] ring;
    private final NanoClock clock;
    private final LongUnaryOperator wire;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition roomOrClose = lock.newCondition();
    private final Condition parcelOrClose = lock.newCondition();
    private final Deque<Parcel> travelling = new ArrayDeque<>();
    private long written;
    private long arrived;
    private long read;
    private boolean writerClosed;
    private boolean readerClosed;

    /**
     * @param name for messages
     * @param capacityBytes how much is buffered before the writer waits
     * @param wire takes a number of bytes to send and tells when they arrive
     */
    Pipe(String name, int capacityBytes, NanoClock clock, LongUnaryOperator wire) {
        this.name = name;
        this.ring = new byte[capacityBytes];
        this.clock = clock;
        this.wire = wire;
    }

    void write(ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            int length = Math.min(source.remaining(), locked(this::awaitRoom));
            source.get(ring, position(written), length);
            locked(() -> send(length));
        }
    }

    void read(ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            int length = Math.min(target.remaining(), locked(this::awaitArrival));
            target.put(ring, position(read), length);
            locked(() -> free(length));
        }
    }

    /** The writing end writes no more; what it has written still arrives. */
    void closeWriter() {
        close(() -> writerClosed = true);
    }

    /** The reading end reads no more; what is in the pipe is lost. */
    void closeReader() {
        close(() -> readerClosed = true);
    }

    private void close(Runnable end) {
        lock.lock();
        try {
            end.run();
            roomOrClose.signalAll();
            parcelOrClose.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How many bytes may be copied to the ring at once; at least one. */
    private int awaitRoom() throws IOException, InterruptedException {
        while (true) {
            if (writerClosed || readerClosed) {
                throw new SocketException(
                        "The " + name + " is closed by " + (writerClosed ? "this end" : "the peer"));
            }
            long room = ring.length - (written - read);
            if (room > 0) {
                return Math.min(MAX_PARCEL_BYTES, contiguous(written, room));
            }
            roomOrClose.await();
        }
    }

    private int send(int length) {
        written += length;
        travelling.add(new Parcel(written, wire.applyAsLong(length)));
        parcelOrClose.signal();
        return length;
    }

    /** How many bytes may be copied from the ring at once; at least one. */
    private int awaitArrival() throws IOException, InterruptedException {
        while (true) {
            if (readerClosed) {
                throw new SocketException("The " + name + " is closed by this end");
            }
            long waitNanos = takeIn();
            if (arrived > read) {
                return contiguous(read, arrived - read);
            }
            if (!travelling.isEmpty()) {
                clock.await(parcelOrClose, waitNanos);
            } else if (writerClosed) {
                throw new EOFException("The " + name + " is closed by the peer");
            } else {
                parcelOrClose.await();
            }
        }
    }

    /** Takes in the parcels that have arrived by now; returns how long the next one still travels, if there is one. */
    private long takeIn() {
        long now = clock.nanoTime();
        while (!travelling.isEmpty()) {
            Parcel next = travelling.getFirst();
            if (next.arrivalNanos - now > 0) {
                return next.arrivalNanos - now;
            }
            arrived = next.end;
            travelling.removeFirst();
        }
        return 0;
    }

    private int free(int length) {
        read += length;
        roomOrClose.signal();
        return length;
    }

    private int position(long bytes) {
        return (int) (bytes % ring.length);
    }

    private int contiguous(long from, long length) {
        return (int) Math.min(length, ring.length - position(from));
    }

    /** A step under the lock that may wait. */
    private interface Step {
        int take() throws IOException, InterruptedException;
    }

    private int locked(Step step) throws IOException {
        lock.lock();
        try {
            return step.take();
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting in the " + name);
        } finally {
            lock.unlock();
        }
    }
}
