package dev.ferry.guest.kvm;

import dev.ferry.api.memory.Balloon;
import dev.ferry.api.memory.PageRun;
import dev.ferry.memory.linux.GuestMemory;
import dev.ferry.memory.linux.nativecall.NativeMemory;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.MemoryOracle;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A virtual machine with one CPU that does a workload. Its memory is all here: it can be migrated away. */
sealed class KvmGuest implements GuestPlatform.Source permits ArrivingKvmGuest {

    private final GuestLayout layout;
    private final GuestMemory memory;
    private final VirtualMachine machine;
    private final VirtualCpuThread thread;
    private final KvmGuestControl control;
    private final KvmMemorySource source;
    private final KvmBalloon balloon;
    /** Held while memory is compared, so that it is not freed meanwhile. */
    private final Object comparison = new Object();
    private boolean closed;

    /**
     * Makes a paused guest without a state. Takes over the memory; where this fails, it stays the caller's.
     */
    KvmGuest(String guestId, GuestLayout layout, GuestMemory memory) {
        this.layout = layout;
        this.memory = memory;
        this.machine = new VirtualMachine(memory);
        this.source = new KvmMemorySource(memory, machine.dirtyLog());
        Monitor monitor = new Monitor();
        this.balloon = new KvmBalloon(guestId, monitor, memory, layout.usable());
        balloon.discardBy(source::canDiscard, source::discard);
        try {
            this.thread = new VirtualCpuThread("guest-" + guestId + "-cpu", machine.cpu(), monitor, balloon,
                    this::touchPagesReadByKvm);
        } catch (RuntimeException | Error refused) {
            machine.close();
            throw refused;
        }
        this.control = new KvmGuestControl(layout, machine.cpu(), thread, balloon);
    }

    @Override
    public KvmGuestControl control() {
        return control;
    }

    @Override
    public KvmMemorySource memory() {
        return source;
    }

    @Override
    public Optional<Balloon> balloon() {
        return control.workload().heap().map(unused -> balloon);
    }

    /** Has others than the guest's own memory discard what the balloon takes. Before the guest is resumed. */
    void discardBy(BooleanSupplier canDiscard, Consumer<PageRun> discard) {
        balloon.discardBy(canDiscard, discard);
    }

    VirtualMachine machine() {
        return machine;
    }

    VirtualCpuThread thread() {
        return thread;
    }

    @Override
    public Optional<String> prove() {
        synchronized (comparison) {
            control.requireState();
            return thread.whileHeld(() -> thread.trouble().or(this::compareMemory));
        }
    }

    private Optional<String> compareMemory() {
        return new MemoryOracle(layout.geometry(), control.progress(), layout).firstMismatch(this::readPage)
                .map(mismatch -> "page " + mismatch.page() + " differs at byte " + mismatch.offsetBytes());
    }

    /** By a downcall: the page may be missing, and then this thread waits for it as the guest would. */
    private void readPage(long page, MemorySegment target) {
        NativeMemory.copy(target.address(), memory.hostAddress(page), target.byteSize());
    }

    /**
     * Waits for the program, the page tables and page 0 before the guest first runs. Where KVM itself reads them
     * (shadow paging, emulated instructions), it does so by a copy in the kernel, which a signal ends with an
     * error: a guest that is paused just then would see a page fault that is none of its own.
     */
    private void touchPagesReadByKvm() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment target = arena.allocate(GuestLayout.PAGE_BYTES);
            for (long page = layout.readByKvm().first(); page < layout.readByKvm().end(); page++) {
                readPage(page, target);
            }
        }
    }

    /**
     * Lets a thread go on that waits for a missing page: the guest is being closed. Here no page is missing.
     */
    void releaseTrap() {}

    @Override
    public void close() {
        thread.end();
        releaseTrap();
        thread.awaitEnd();
        balloon.end();
        synchronized (comparison) {
            if (!closed) {
                closed = true;
                machine.close();
                memory.close();
            }
        }
    }
}
