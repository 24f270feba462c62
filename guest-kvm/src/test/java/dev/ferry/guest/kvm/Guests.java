package dev.ferry.guest.kvm;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.workload.ProvenGuest;
import dev.ferry.workload.Workload;
import java.util.ArrayDeque;
import java.util.Deque;

/** The guests of one test, closed after it, and waiting for what they do. */
final class Guests implements AutoCloseable {

    private final KvmGuestPlatform platform;
    private final Deque<ProvenGuest> open = new ArrayDeque<>();

    Guests() {
        this(new KvmGuestPlatform());
    }

    Guests(KvmGuestPlatform platform) {
        this.platform = platform;
    }

    KvmGuestPlatform platform() {
        return platform;
    }

    KvmGuest start(MemoryGeometry geometry, Workload workload) {
        KvmGuest guest = (KvmGuest) platform.start("test", geometry, workload);
        open.push(guest);
        return guest;
    }

    ArrivingKvmGuest reserve(MemoryGeometry geometry) {
        ArrivingKvmGuest guest = (ArrivingKvmGuest) platform.reserve("test", geometry);
        open.push(guest);
        return guest;
    }

    VacantKvmGuest vacant(MemoryGeometry geometry) {
        VacantKvmGuest guest = (VacantKvmGuest) platform.vacant("test", geometry);
        open.push(guest);
        return guest;
    }

    /** Fails where the guest has found something wrong, and with the test's timeout where it does not get there. */
    void awaitSteps(KvmGuest guest, long steps) {
        while (guest.control().workDone().orElseThrow() < steps) {
            guest.thread().trouble().ifPresent(trouble -> {
                throw new AssertionError(trouble);
            });
            if (Thread.interrupted()) {
                throw new AssertionError("timed out before step " + steps);
            }
            Thread.yield();
        }
    }

    /** Lets the guest do a batch at least and pauses it between two steps; returns the steps done. */
    long pauseAtReport(KvmGuest guest) {
        long before = guest.control().workDone().orElseThrow();
        guest.control().resume();
        awaitSteps(guest, before + 1);
        guest.control().pause();
        return guest.thread().whileHeld(() -> guest.control().workDone().orElseThrow());
    }

    void awaitTrouble(KvmGuest guest) {
        while (guest.thread().trouble().isEmpty()) {
            Thread.yield();
        }
    }

    void spinNanos(long nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        open.forEach(ProvenGuest::close);
    }
}
