package dev.ferry.memory.linux;

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

    /** As {@link #hold()}, for who protects pages: what a trap that closes would undo. */
    synchronized void holdUntrapped() {
        requireUntrapped();
        hold();
    }

    /** Throws IllegalStateException where pages may be missing and trapped. */
    void requireUntrapped() {
        if (trapped) {
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

    /** A trap is about to register the memory. */
    synchronized void trapOpens() {
        if (trapped || holders > 0) {
            throw new IllegalStateException("this memory is trapped or watched already");
        }
        trapped = true;
    }

    /** A trap has ended its registration. */
    synchronized void trapHasClosed() {
        trapped = false;
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
