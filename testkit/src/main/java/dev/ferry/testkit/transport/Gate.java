package dev.ferry.testkit.transport;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where the lanes of one link end wait for their fault, in real time. Closing it closes the link and ends all waits; so
 * does the interrupt of a thread that waits, as with a socket channel. Any thread.
 */
final class Gate {

    private final String name;
    private final Runnable closeLink;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();
    private long opensAtNanos = System.nanoTime();
    private boolean closed;

    Gate(String name, Runnable closeLink) {
        this.name = name;
        this.closeLink = closeLink;
    }

    /** From now on nobody passes for so long. */
    void shut(Duration time) {
        lock.lock();
        try {
            opensAtNanos = System.nanoTime() + time.toNanos();
        } finally {
            lock.unlock();
        }
    }

    /** Waits while the gate is shut. As all waits, it throws where the link is closed by then. */
    void pass() throws IOException {
        lock.lock();
        try {
            awaitUntil(opensAtNanos);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for so long, shut or not. */
    void pause(Duration time) throws IOException {
        lock.lock();
        try {
            awaitUntil(System.nanoTime() + time.toNanos());
        } finally {
            lock.unlock();
        }
    }

    /** Waits for nothing. */
    void requireOpenLink() throws IOException {
        pause(Duration.ZERO);
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            closing.signalAll();
        } finally {
            lock.unlock();
        }
        closeLink.run();
    }

    private void awaitUntil(long nanoTime) throws IOException {
        try {
            long left = nanoTime - System.nanoTime();
            while (!closed && left > 0) {
                closing.awaitNanos(left);
                left = nanoTime - System.nanoTime();
            }
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            close();
            throw new InterruptedIOException("Interrupted while waiting at the " + name);
        }
        if (closed) {
            throw new SocketException("The " + name + " is closed by this end");
        }
    }
}
