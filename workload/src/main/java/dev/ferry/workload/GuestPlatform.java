package dev.ferry.workload;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.guest.GuestHost;
import dev.ferry.api.guest.Reservation;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PagingTrap;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

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

    /**
     * A guest without contents and without a state, for whoever pages it: all its pages are missing, and can be taken
     * out again. {@link #prove()} and the guest itself wait for pages that are missing.
     */
    interface Vacant extends Source, Destination {
        @Override
        PagingTrap trap();

        /** Pages that the platform itself touches, and that cannot be taken out; those with contents are in {@link #contents} too. */
        List<PageRun> pinned();

        /** Takes over a state with nothing done yet, as {@code loadState} takes over one that arrives. */
        void begin(Workload workload);

        /**
         * Has whoever pages the guest discard the pages that its balloon takes: they are zero from there on, wherever they
         * were. Called once, before the guest is resumed; until then the balloon takes nothing.
         *
         * @param canDiscard whether pages can be discarded now: not while some are still to come
         * @param discard given pages that the guest is not touching, on a thread that holds the guest in a step
         */
        void discardBy(BooleanSupplier canDiscard, Consumer<PageRun> discard);

        /** Gives each page that is not zero before the first step, in ascending order. The buffer is used again. */
        void contents(Workload workload, PageSink sink);

        @Override
        void close();
    }

    /** Takes the contents of one page: native memory, not to be kept. */
    @FunctionalInterface
    interface PageSink {
        void put(long page, MemorySegment contents);
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

    /**
     * Checks that this machine has room for a guest, or for as much of one as is in memory at a time. This default knows
     * of no limit.
     *
     * @throws FerryException of {@link ErrorCode#RESERVATION_REFUSED} with what is needed and what is there
     */
    default void requireRoom(String guestId, long memoryBytes) {}

    /**
     * Makes room for a guest that will be paged. Takes no memory itself: that is the pager's, page by page.
     *
     * @throws FerryException of {@link dev.ferry.api.ErrorCode#UNSUPPORTED_PLATFORM} where this machine, or this kind of
     *         memory, cannot take pages out; this default always
     */
    default Vacant vacant(String guestId, MemoryGeometry geometry) {
        throw new FerryException(ErrorCode.UNSUPPORTED_PLATFORM, "a " + name() + " guest cannot be paged");
    }

    @Override
    Destination reserve(String guestId, MemoryGeometry geometry);
}
