package dev.ferry.memory.linux;

import dev.ferry.api.memory.PageRun;
import dev.ferry.memory.linux.userfault.Userfaultfd;
import org.jspecify.annotations.Nullable;

/**
 * The registration of a guest memory for write protection: one for all who need it at a time, since a range belongs to
 * one userfaultfd at a time. A trap has its own, of which the access scans make use while it is open; when it closes,
 * they go on with this one. Any thread.
 */
final class WriteProtection {

    /** No thread waits and no message is read: the kernel lets writes through, and remembers them. */
    static final long FEATURES = Userfaultfd.FEATURE_WRITE_PROTECT
            | Userfaultfd.FEATURE_WRITE_PROTECT_SHARED
            | Userfaultfd.FEATURE_WRITE_PROTECT_UNPOPULATED
            | Userfaultfd.FEATURE_WRITE_PROTECT_ASYNC;

    private final GuestMemory memory;
    private int holders;
    private volatile boolean trapped;
    private boolean paged;
    private volatile @Nullable WriteProtectLog log;
    private @Nullable Userfaultfd userfaultfd;

    WriteProtection(GuestMemory memory) {
        this.memory = memory;
    }

    /**
     * Keeps the memory registered until {@link #release()}; each holder calls it once. Throws as
     * {@link Userfaultfd#open}.
     */
    synchronized void hold() {
        if (userfaultfd == null && !trapped) {
            register();
        }
        holders++;
    }

    /**
     * As {@link #hold()}, for a log, which protects pages: what a trap that closes would undo. One that pages stays
     * for as long as the guest does.
     */
    synchronized void hold(WriteProtectLog by) {
        if (!paged) {
            requireUntrapped();
        }
        if (log != null) {
            throw new IllegalStateException("the writes to this memory are logged already");
        }
        hold();
        log = by;
    }

    /** A log has ended. */
    synchronized void release(WriteProtectLog by) {
        if (log == by) {
            log = null;
            release();
        }
    }

    /** Whether a trap protects the pages that it places: that is no write. */
    boolean isLogged() {
        return log != null;
    }

    /** Tells a log of pages that are about to be taken out, or just were. */
    void takesOut(PageRun run) {
        WriteProtectLog running = log;
        if (running != null) {
            running.forget(run);
        }
    }

    /** Whether pages may be missing, so that who touches one waits for it. */
    boolean isTrapped() {
        return trapped;
    }

    /** Throws IllegalStateException where pages may be missing and trapped. */
    void requireUntrapped() {
        if (isTrapped()) {
            throw new IllegalStateException("pages of this memory are trapped: close its trap first");
        }
    }

    /** The last holder takes the registration away, and all protection with it. */
    synchronized void release() {
        holders--;
        if (holders == 0 && userfaultfd != null) {
            userfaultfd.close();
            userfaultfd = null;
        }
    }

    /**
     * A trap is about to register the memory.
     *
     * @param pages whether it registers it for write protection too, and pages the guest to its end
     */
    synchronized void trapOpens(boolean pages) {
        if (trapped || holders > 0) {
            throw new IllegalStateException("this memory is trapped or watched already");
        }
        trapped = true;
        paged = pages;
    }

    /** A trap has ended its registration. */
    synchronized void trapHasClosed() {
        trapped = false;
        paged = false;
        if (holders > 0) {
            register();
        }
    }

    private void register() {
        Userfaultfd opened = Userfaultfd.open(FEATURES);
        try {
            opened.register(memory.hostAddress(), memory.geometry().memoryBytes(),
                    Userfaultfd.MODE_WRITE_PROTECT);
        } catch (RuntimeException | Error refused) {
            opened.close();
            throw refused;
        }
        userfaultfd = opened;
    }
}
