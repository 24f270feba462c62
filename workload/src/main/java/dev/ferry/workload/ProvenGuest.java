package dev.ferry.workload;

import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.memory.Balloon;
import java.util.Optional;

/** A guest that does a {@link Workload} and can prove that its memory is right. */
public interface ProvenGuest extends AutoCloseable {

    /** The hand on its switch; {@link GuestControl#workDone()} is its steps. */
    GuestControl control();

    /**
     * What takes free memory from it and gives it back; the same at every call once the guest has a state. Empty where
     * its workload has no heap.
     *
     * @throws IllegalStateException where it has no state yet
     */
    Optional<Balloon> balloon();

    /**
     * Holds the guest between two steps, compares every byte of its memory with what it must hold, and lets it go on
     * if it ran before. Free pages of a heap may hold anything, unless they have come out of the balloon. Touches all
     * pages: where some are missing, it waits for them as the guest would.
     *
     * @return what is wrong, with page and offset, or what the guest itself found wrong; empty where all is right
     */
    Optional<String> prove();

    /** Ends the guest and frees its memory. May be called twice. */
    @Override
    void close();
}
