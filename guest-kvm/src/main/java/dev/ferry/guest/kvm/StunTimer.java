package dev.ferry.guest.kvm;

import dev.ferry.workload.Stun;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Stun} that calls at the beginning of each slice: a CPU in the guest does not look at a clock by itself. Has a
 * thread only while it is on. For any thread.
 */
final class StunTimer {

    private final String name;
    private final Runnable atSlice;
    private final Stun stun = new Stun();
    private @Nullable Thread thread;

    /** A timer that is off. */
    StunTimer(String name, Runnable atSlice) {
        this.name = name;
        this.atSlice = atSlice;
    }

    /** As {@link Stun#heldNanos}. */
    long heldNanos(long nowNanos) {
        return stun.heldNanos(nowNanos);
    }

    /** As {@link Stun#set}; 0 turns it off. A call that is under way may come after it is off. */
    synchronized void set(int percent) {
        stun.set(percent);
        if (stun.isOn() && thread == null) {
            thread = Thread.ofPlatform().daemon().name(name).start(this::work);
        } else if (!stun.isOn() && thread != null) {
            thread.interrupt();
            thread = null;
        }
    }

    private void work() {
        while (!Thread.currentThread().isInterrupted()) {
            long nowNanos = System.nanoTime();
            awaitTime(nowNanos + Stun.nanosToNextSlice(nowNanos));
            atSlice.run();
        }
    }

    private static void awaitTime(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0
                && !Thread.currentThread().isInterrupted(); left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
