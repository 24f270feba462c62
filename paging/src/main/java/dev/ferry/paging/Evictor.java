package dev.ferry.paging;

import dev.ferry.api.FerryException;
import dev.ferry.api.swap.SwapDevice;
import dev.ferry.paging.Eviction.Batch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the guest within its reservation: takes pages out, and writes the oldest of those on standby where that is
 * full. What cannot be written stays on standby and is tried again, for good; once patience is over and memory
 * is full, the guest is lost. Frees the slots of discarded pages, too, where the device lets it. For one thread.
 */
final class Evictor {

    private static final Logger LOG = LoggerFactory.getLogger(Evictor.class);

    private final Eviction eviction;
    private final SwapDevice device;
    private final Outage outage;
    /** Whether the outage was told of a write that fails, and since when it does. */
    private boolean failing;
    private long failingSinceNanos;
    private boolean lost;
    private long pauseNanos;

    Evictor(Eviction eviction, SwapDevice device, Outage outage) {
        this.eviction = eviction;
        this.device = device;
        this.outage = outage;
    }

    /** Evicts until the pager ends. */
    void run() {
        do {
            while (eviction.isPressed()) {
                if (!eviction.takeOut()) {
                    // First, since it may make the room on the device that the others need.
                    freeSome();
                    writeSome();
                }
            }
            failsNoMore(false);
            freeSome();
        } while (eviction.awaitWork());
    }

    /** A slot that is not freed costs room until the guest has ended, or its page is written again; nothing else. */
    private void freeSome() {
        eviction.startFree().ifPresent(slots -> {
            boolean done = false;
            try {
                device.free(slots);
                done = true;
            } catch (FerryException refused) {
                LOG.debug("slots of discarded pages are not freed, {} among them", slots, refused);
            } finally {
                eviction.endFree(done);
            }
        });
    }

    private void writeSome() {
        Batch batch = eviction.startWrite();
        if (batch == null) {
            return;
        }
        try {
            write(batch);
            failsNoMore(true);
        } catch (FerryException failed) {
            fails(failed);
        }
    }

    /** Whatever becomes of it: who pauses the guest waits for its end. */
    private void write(Batch batch) {
        boolean done = false;
        try {
            device.write(batch.slots(), batch.contents());
            done = true;
        } finally {
            eviction.endWrite(batch, done);
        }
    }

    private void fails(FerryException why) {
        if (!Outage.canPass(why) || isGivenUp()) {
            lost = true;
            stopsFailing(false);
            outage.loses(why);
        } else if (!failing && !lost) {
            failing = true;
            failingSinceNanos = System.nanoTime();
            outage.begins(why);
        }
        pauseNanos = Outage.pauseNanos(pauseNanos);
        eviction.pause(pauseNanos);
    }

    /** A guest that has room goes on without the device. */
    private boolean isGivenUp() {
        return failing && outage.isTooLong(failingSinceNanos) && eviction.isFull();
    }

    /** Pages were written, or none are to be written any more. */
    private void failsNoMore(boolean written) {
        pauseNanos = 0;
        stopsFailing(written);
    }

    private void stopsFailing(boolean written) {
        if (failing) {
            failing = false;
            outage.ends(written);
        }
    }
}
