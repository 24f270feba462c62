package dev.ferry.paging;

import dev.ferry.api.guest.GuestControl;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * The switch of a paged guest. Its execution state is that of the guest behind a mark and the epoch of the lease, eight
 * bytes each, big-endian.
 */
final class PagedControl implements GuestControl {

    /** "FERRYSWP". */
    private static final long MARK = 0x4645525259535750L;

    private final GuestControl guest;
    private final Pager pager;
    private final Lease lease;
    private final Outage outage;
    private final Runnable onRuns;

    /** {@code onRuns} is called before the guest runs here, each time. */
    PagedControl(GuestControl guest, Pager pager, Lease lease, Outage outage, Runnable onRuns) {
        this.guest = guest;
        this.pager = pager;
        this.lease = lease;
        this.outage = outage;
        this.onRuns = onRuns;
    }

    /**
     * First eviction, so that a guest which waits for room has it and comes to the end of its step; then the guest, which
     * may wait for a page that has to come.
     *
     * @throws dev.ferry.api.FerryException where the guest is lost: it would wait for good; it is not paused then
     */
    @Override
    public void pause() {
        boolean ran = pager.eviction().stop();
        try {
            if (ran) {
                outage.requireNotLost();
            }
            guest.pause();
        } catch (RuntimeException | Error failed) {
            if (ran) {
                pager.eviction().start();
            }
            throw failed;
        }
        pager.eviction().awaitWritten();
    }

    @Override
    public void resume() {
        boolean arrives = !lease.isHeld();
        lease.hold();
        try {
            onRuns.run();
            pager.eviction().start();
            guest.resume();
        } catch (RuntimeException | Error failed) {
            if (arrives) {
                giveUp(failed);
            }
            throw failed;
        }
    }

    private void giveUp(Throwable failed) {
        pager.eviction().stop();
        pager.eviction().awaitWritten();
        try {
            lease.giveUp();
        } catch (RuntimeException unreachable) {
            failed.addSuppressed(unreachable);
        }
    }

    @Override
    public byte[] saveState() {
        byte[] state = guest.saveState();
        return ByteBuffer.allocate(2 * Long.BYTES + state.length).putLong(MARK).putLong(lease.tell())
                .put(state)
                .array();
    }

    @Override
    public void loadState(byte[] state) {
        ByteBuffer in = ByteBuffer.wrap(state);
        try {
            if (in.getLong() != MARK) {
                throw new IllegalArgumentException("the state of a guest that is not paged at its source: "
                        + "a swap store is to be set at both ends, or at none");
            }
            lease.hear(in.getLong());
        } catch (BufferUnderflowException cut) {
            throw new IllegalArgumentException("a state that is cut off after " + state.length + " bytes",
                    cut);
        }
        byte[] guests = new byte[in.remaining()];
        in.get(guests);
        guest.loadState(guests);
    }

    @Override
    public boolean stun(int percent) {
        return guest.stun(percent);
    }

    @Override
    public OptionalLong workDone() {
        return guest.workDone();
    }
}
