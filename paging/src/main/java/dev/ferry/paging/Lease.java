package dev.ferry.paging;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.swap.SwapDevice;
import java.util.function.Supplier;

/**
 * Who may write the device, as it follows the guest. Used by whoever switches the guest, one thread at a time; the
 * pager writes only while the guest may run here.
 */
final class Lease {

    private enum Holder {
        /** Nobody that is known here. */
        NOBODY,
        /** The host where the guest comes from, which has told its epoch. */
        ITS_SOURCE,
        /** This one. */
        HERE,
        /** This one, unless a destination has taken it since it was told the epoch. */
        HERE_OR_ITS_DESTINATION
    }

    private final SwapDevice device;
    private final Outage outage;
    private volatile Holder holder = Holder.NOBODY;
    private long epoch;

    Lease(SwapDevice device, Outage outage) {
        this.device = device;
        this.outage = outage;
    }

    /** The guest starts its life here. */
    synchronized void attach() {
        epoch = take(device::attach);
        holder = Holder.HERE;
    }

    /** The epoch, for a destination that may take the lease over from here on. */
    synchronized long tell() {
        if (holder != Holder.HERE && holder != Holder.HERE_OR_ITS_DESTINATION) {
            throw new IllegalStateException("the guest has not run here: its swap device is not its host's");
        }
        holder = Holder.HERE_OR_ITS_DESTINATION;
        return epoch;
    }

    /** Whether a destination may have it. Never waits. */
    boolean isTold() {
        return holder == Holder.HERE_OR_ITS_DESTINATION;
    }

    /** The guest arrives, and this is what its source has told. */
    synchronized void hear(long sourcesEpoch) {
        epoch = sourcesEpoch;
        holder = Holder.ITS_SOURCE;
    }

    /** The guest is about to run here: nobody else may write from here on. */
    synchronized void hold() {
        epoch = switch (holder) {
            case NOBODY -> throw new IllegalStateException("the guest has neither begun nor arrived here");
            case HERE -> epoch;
            case ITS_SOURCE -> take(() -> device.takeOver(epoch));
            case HERE_OR_ITS_DESTINATION -> outage.outlast(this::takeBack);
        };
        holder = Holder.HERE;
    }

    /** Where that fails it may be taken all the same, e.g. where only the answer was lost: nobody else could have it then. */
    private long take(Supplier<Long> taking) {
        try {
            return outage.outlast(taking);
        } catch (RuntimeException | Error failed) {
            try {
                device.detach();
            } catch (RuntimeException unreachable) {
                failed.addSuppressed(unreachable);
            }
            throw failed;
        }
    }

    /** A destination that had it already, and could not start the guest, has given it up. */
    private long takeBack() {
        try {
            return device.takeOver(epoch);
        } catch (FerryException moved) {
            if (moved.code() != ErrorCode.SWAP_FENCED) {
                throw moved;
            }
            return device.attach();
        }
    }

    /**
     * The guest does not live here after all: what is on the device stays, for whoever has the guest.
     *
     * @throws FerryException where the device was not told; from here on this host does not touch it all the same
     */
    synchronized void giveUp() {
        holder = Holder.ITS_SOURCE;
        device.detach();
    }

    /** Whether what lies on the device is this host's to erase. */
    synchronized boolean isHeld() {
        return holder == Holder.HERE;
    }
}
