package dev.ferry.testkit.migration;

import dev.ferry.api.guest.GuestHost;
import dev.ferry.api.guest.Reservation;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.testkit.wrap.ForwardingReservation;
import dev.ferry.workload.GuestPlatform;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Where the guest goes: remembers it, and closes it in the end, whatever the engine does. */
final class TestHost implements GuestHost, AutoCloseable {

    private final GuestPlatform platform;
    private final AtomicReference<GuestPlatform.@Nullable Destination> guest = new AtomicReference<>();
    private volatile boolean kept;

    TestHost(GuestPlatform platform) {
        this.platform = platform;
    }

    @Override
    public Reservation reserve(String guestId, MemoryGeometry geometry) {
        GuestPlatform.Destination reserved = platform.reserve(guestId, geometry);
        guest.set(reserved);
        kept = true;
        return new ForwardingReservation(reserved) {
            @Override
            public void close() {
                kept = false;
                super.close();
            }
        };
    }

    /** Whether the engine has not given back what it reserved. */
    boolean keepsGuest() {
        return kept;
    }

    /** The guest that was reserved for. */
    GuestPlatform.Destination guest() {
        GuestPlatform.Destination reserved = guest.get();
        if (reserved == null) {
            throw new IllegalStateException("no guest was reserved for");
        }
        return reserved;
    }

    /** Touches all of its memory, on a thread of its own, until it is closed. */
    void touchAll() {
        GuestPlatform.Destination arriving = guest();
        Thread.ofPlatform().daemon().name("ferry-testkit-touch").start(() -> {
            try {
                arriving.prove();
            } catch (RuntimeException closed) {
                // It was given up: nobody asks for the proof any more.
            }
        });
    }

    @Override
    public void close() {
        GuestPlatform.Destination reserved = guest.get();
        if (reserved != null) {
            reserved.close();
        }
    }
}
