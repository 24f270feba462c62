package dev.ferry.api.swap;

import dev.ferry.api.FerryException;
import dev.ferry.api.memory.PageRun;
import java.lang.foreign.MemorySegment;

/**
 * The swap device of one guest. Page {@code p} of the guest lies in slot {@code p}: there is nothing to map, and nothing
 * but page numbers to tell a destination. The paper sends an offset with each swapped page, since the kernel chose its
 * slot; a device of the guest's own does not need to.
 *
 * <p>
 * <b>One host writes.</b> It holds the lease, whose epoch grows each time it changes hands; what a former holder still
 * writes is refused by the device itself, not only by the host. Anyone may read.
 *
 * <p>
 * Reading and writing may be done by several threads at a time, for different slots; the lease by one. All methods may
 * block for as long as the store's own timeout. They throw {@link FerryException} of
 * {@link dev.ferry.api.ErrorCode#SWAP_UNREACHABLE} where trying again can help, of
 * {@link dev.ferry.api.ErrorCode#SWAP_DAMAGED} where a slot does not hold what was written, or nothing, and of
 * {@link dev.ferry.api.ErrorCode#SWAP_FENCED} where the lease is another's. The message names guest, slot and server or
 * file. A device that was unreachable can be used again once it is there: callers try again with the same object.
 */
public interface SwapDevice extends AutoCloseable {

    /** Bytes of a slot: those of a page. */
    int slotBytes();

    /** How many slots there are: as many as pages. */
    long slotCount();

    /**
     * Takes the lease of a device that nobody holds: a new one, or one given up by {@link #detach}. Where this device
     * object holds it, e.g. since a call before has failed half-way, that stays so.
     *
     * @return the epoch, at least 1; the one after that of the last holder
     * @throws FerryException of {@link dev.ferry.api.ErrorCode#SWAP_FENCED} where somebody holds it, with the name and
     *         epoch of the holder
     */
    long attach();

    /**
     * Takes the lease over from the holder who has told its epoch, at the moment when the guest changes hosts; or takes
     * it where that holder has given it up. What that holder writes from here on is refused. May be called again by
     * whoever has taken it, e.g. since a call before has failed half-way.
     *
     * @return the epoch, the one after {@code epoch}
     * @throws FerryException of {@link dev.ferry.api.ErrorCode#SWAP_FENCED} where the lease has gone on since
     */
    long takeOver(long epoch);

    /** Gives the lease up, if this device object holds it; the slots stay. Does nothing where another has taken it. */
    void detach();

    /**
     * Writes slots, in one exchange where the store can. When it returns, a reader at any host sees the new contents.
     * Where it throws, each of the slots holds its old contents or its new, and the caller writes them again.
     *
     * @param slots which, each once
     * @param contents one slot after the other, native memory; not kept
     */
    void write(long[] slots, MemorySegment contents);

    /**
     * Reads slots that were written, in one exchange where the store can. What is not as it was written is an error,
     * never zeros.
     *
     * @param slots which; the contents of {@code target} are undefined where this throws
     * @param target takes one slot after the other, native memory
     */
    void read(long[] slots, MemorySegment target);

    /** Forgets the contents of a run of slots, and gives their room back. Only the holder of the lease may. */
    void free(PageRun slots);

    /** Forgets all slots and the lease: the guest has ended. Only the holder of the lease may. */
    void erase();

    /** Lets go of connections and files. The lease, if held, stays held. May be called twice. */
    @Override
    void close();
}
