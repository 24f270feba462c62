package dev.ferry.workload;

import dev.ferry.api.guest.GuestHost;
import dev.ferry.api.guest.Reservation;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageRun;
import java.util.Optional;

/** One kind of guest that ships with Ferry: made at a source, or reserved for at a destination. */
public interface GuestPlatform extends GuestHost {

    /** A guest at the source. */
    interface Source extends ProvenGuest {
        /** Its memory, to be read by a migration. Closed with the guest. */
        MemorySource memory();
    }

    /** Room for a guest at the destination; {@link Reservation#close()} also ends the guest. */
    interface Destination extends ProvenGuest, Reservation {
        @Override
        void close();
    }

    /** What users choose it by: {@code kvm}, {@code linux} or {@code software}. */
    String name();

    /** Why this machine cannot run it, naming what is missing; empty where it can. */
    Optional<String> unavailable();

    /**
     * The memory layout for a guest of a size.
     *
     * @throws IllegalArgumentException where the size is not one this kind can have, with what is allowed
     */
    MemoryGeometry geometry(long memoryBytes);

    /** The pages that a workload may use; the others belong to the platform (code, page tables). */
    PageRun usable(MemoryGeometry geometry);

    /**
     * Checks that guests of this kind can do a workload; those made of threads can do any.
     *
     * @throws IllegalArgumentException where they cannot, with what they can
     */
    default void requireDoable(Workload workload) {}

    /** Makes a guest, fills its memory by the workload's pattern and lets it run. */
    Source start(String guestId, MemoryGeometry geometry, Workload workload);

    /**
     * Makes a guest in the middle of its work, with what its memory must hold then, and lets it run.
     *
     * @throws UnsupportedOperationException where guests of this kind begin with nothing done
     */
    default Source startAt(String guestId, MemoryGeometry geometry, WorkloadState state) {
        throw new UnsupportedOperationException("a " + name() + " guest begins with nothing done");
    }

    @Override
    Destination reserve(String guestId, MemoryGeometry geometry);
}
