package dev.ferry.memory.linux.userfault;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.ferry.memory.linux.nativecall.Descriptor;
import dev.ferry.memory.linux.nativecall.Errno;
import dev.ferry.memory.linux.nativecall.NativeCallException;
import dev.ferry.memory.linux.nativecall.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The faults that a userfaultfd reports, one after the other. {@link #next()} is for one thread at a time,
 * {@link #stop()} for any. Closed before the userfaultfd, after {@link #next()} has returned.
 */
public final class FaultQueue implements AutoCloseable {

    /** What {@link #next()} returns once it was stopped; no address of a page. */
    public static final long STOPPED = -1;

    private static final long ADDRESS = Structs.offset(Structs.UFFD_MSG, "address");
    private static final long MESSAGE_BYTES = Structs.UFFD_MSG.byteSize();
    private static final int MESSAGES = 16;
    /** {@code UFFD_EVENT_PAGEFAULT}: the one event that comes where no other was asked for. */
    private static final byte PAGEFAULT = 0x12;
    /** {@code POLLIN}. */
    private static final short READABLE = 1;
    private static final long FOREVER = -1;

    private final Userfaultfd userfaultfd;
    private final Descriptor stopEvent = Descriptor.event();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment messages = arena.allocate(MESSAGES * MESSAGE_BYTES, Long.BYTES);
    private final MemorySegment polled = arena.allocate(Structs.POLLFD, 2);
    private final MemorySegment one = arena.allocateFrom(JAVA_LONG, 1);
    private long nextOffset;
    private long endOffset;
    private volatile boolean stopped;

    /** A queue of the faults that {@code userfaultfd} will report. */
    public FaultQueue(Userfaultfd userfaultfd) {
        this.userfaultfd = userfaultfd;
        pollFor(0, userfaultfd.number());
        pollFor(1, stopEvent.number());
    }

    private void pollFor(int index, int number) {
        MemorySegment entry = polled.asSlice(index * Structs.POLLFD.byteSize(), Structs.POLLFD);
        entry.set(JAVA_INT, Structs.offset(Structs.POLLFD, "fd"), number);
        entry.set(JAVA_SHORT, Structs.offset(Structs.POLLFD, "events"), READABLE);
    }

    /** Waits for the next fault and returns the address that was touched, or {@link #STOPPED}. */
    public long next() {
        while (!stopped) {
            if (nextOffset < endOffset) {
                return takeMessage();
            }
            awaitReadable();
            endOffset = readMessages();
            nextOffset = 0;
        }
        return STOPPED;
    }

    private long takeMessage() {
        MemorySegment message = messages.asSlice(nextOffset, MESSAGE_BYTES);
        nextOffset += MESSAGE_BYTES;
        byte event = message.get(JAVA_BYTE, 0);
        if (event != PAGEFAULT) {
            throw new IllegalStateException(
                    "userfaultfd reports event " + event + ", which nobody asked for");
        }
        return message.get(JAVA_LONG, ADDRESS);
    }

    private void awaitReadable() {
        long result = SystemCall.POLL.attempt(polled.address(), 2, FOREVER);
        if (result < 0 && !Errno.EINTR.is(result)) {
            throw new NativeCallException("poll", result, polled.address(), 2, FOREVER);
        }
    }

    /** Nothing to read is normal: the fault was resolved since, or the queue is being stopped. */
    private long readMessages() {
        long result = SystemCall.READ.attempt(userfaultfd.number(), messages.address(), messages.byteSize());
        if (Errno.EAGAIN.is(result) || Errno.EINTR.is(result)) {
            return 0;
        }
        if (result < 0) {
            throw new NativeCallException("read", result, userfaultfd.number(), messages.address());
        }
        return result;
    }

    /** Ends {@link #next()}, now and from now on. Any thread, any number of times. */
    public synchronized void stop() {
        if (!stopped) {
            stopped = true;
            // Nobody reads the event: it stays readable, and no later poll waits.
            SystemCall.WRITE.call(stopEvent.number(), one.address(), Long.BYTES);
        }
    }

    @Override
    public synchronized void close() {
        stopped = true;
        stopEvent.close();
        arena.close();
    }
}
