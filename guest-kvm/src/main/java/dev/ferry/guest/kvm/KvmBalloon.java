package dev.ferry.guest.kvm;

import dev.ferry.api.memory.Balloon;
import dev.ferry.api.memory.PageRun;
import dev.ferry.memory.linux.GuestMemory;
import dev.ferry.memory.linux.nativecall.NativeMemory;
import dev.ferry.workload.HeapBalloon;
import dev.ferry.workload.HeapLayout;
import dev.ferry.workload.MemoryPressure;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The monitor's part of the guest's balloon; {@link GuestProgram} has the guest's. The guest is told what to do when it
 * asks, and not otherwise, and tells how many pages it has: so nothing here waits for memory of the guest's that may be
 * missing, but for entries that it has just written.
 */
final class KvmBalloon implements Balloon {

    private static final Logger LOG = LoggerFactory.getLogger(KvmBalloon.class);

    /** How long a controller waits for a guest that does not get to its next report, as where it waits for a page. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final String guestId;
    private final Monitor monitor;
    private final GuestMemory memory;
    private final PageRun usable;
    private final MemoryPressure pressure = new MemoryPressure(this);
    private volatile BooleanSupplier canDiscard = () -> false;
    private volatile Consumer<PageRun> discard = run -> {};
    /** Held while the guest's memory is looked at from outside, so that it is not freed meanwhile; before the monitor. */
    private final Object looking = new Object();
    private boolean ended;
    // All below is guarded by the monitor.
    private boolean guestRuns;
    private boolean guestAsksForMemory;
    private boolean discarding;
    /** Told and not yet done: the guest has not asked again. */
    private boolean commandIsUnderWay;
    private long controlPage;
    /** Not before the guest has said, where it has come from elsewhere. */
    private boolean countsAreKnown;
    private long freePages;
    private long heldPages;
    private long pagesToTake;
    private long pagesTaken;
    private long pagesToGive;

    /**
     * An empty balloon of a guest that is paused.
     *
     * @param monitor that of the thread which runs the guest
     * @param usable the pages that may be discarded, whatever the guest offers
     */
    KvmBalloon(String guestId, Monitor monitor, GuestMemory memory, PageRun usable) {
        this.guestId = guestId;
        this.monitor = monitor;
        this.memory = memory;
        this.usable = usable;
    }

    /** Who discards pages, and whether that can be done now. Before the guest is resumed. */
    void discardBy(BooleanSupplier whether, Consumer<PageRun> how) {
        canDiscard = whether;
        discard = how;
    }

    /** As the guest last said; 0 at a destination where it has not yet and pages may be missing. */
    @Override
    public long freePages() {
        look();
        return monitor.locked(() -> freePages + pagesToGive);
    }

    /** As {@link #freePages}. */
    @Override
    public long sizePages() {
        look();
        return monitor.locked(() -> heldPages - pagesToGive);
    }

    /** Only as long as the guest has not said, and not where the control page itself may be missing: nobody waits for it. */
    private void look() {
        if (monitor.locked(() -> countsAreKnown) || !canDiscard.getAsBoolean()) {
            return;
        }
        synchronized (looking) {
            if (!ended) {
                readCounts();
            }
        }
    }

    private void readCounts() {
        long control = monitor.locked(() -> controlPage);
        long[] words = words(control * GuestLayout.PAGE_BYTES, HeapLayout.BALLOON_COUNT + 1);
        monitor.locked(() -> {
            if (!countsAreKnown) {
                count(words[HeapLayout.FREE_COUNT], words[HeapLayout.BALLOON_COUNT]);
            }
        });
    }

    /** The guest's memory goes: it is not looked at from here on. Waits for who does, whom no trap may hold any more. */
    void end() {
        synchronized (looking) {
            ended = true;
        }
    }

    @Override
    public long inflate(long pages) {
        if (!canDiscard.getAsBoolean()) {
            return 0;
        }
        return monitor.locked(() -> {
            pagesTaken = 0;
            pagesToTake = guestRuns && !guestAsksForMemory ? pages : 0;
            monitor.signalAll();
            awaitGuest(() -> pagesToTake > 0 || commandIsUnderWay);
            pagesToTake = 0;
            return pagesTaken;
        });
    }

    /** {@inheritDoc} While the guest waits for an answer to its call for memory, it is given them after that. */
    @Override
    public long deflate(long pages) {
        return monitor.locked(() -> {
            awaitGuest(() -> !countsAreKnown);
            long most = guestRuns ? Math.min(pages, heldPages - pagesToGive) : 0;
            pagesToGive += most;
            monitor.signalAll();
            awaitGuest(() -> pagesToGive > 0 || commandIsUnderWay);
            long left = guestAsksForMemory ? 0 : Math.min(most, pagesToGive);
            pagesToGive -= left;
            return most - left;
        });
    }

    /** Waits as long as something is to be done and the guest can be expected to do it; each thing done renews that. */
    private void awaitGuest(BooleanSupplier isWaiting) {
        long startNanos = System.nanoTime();
        long seen = heldPages;
        while (discarding || isWaiting.getAsBoolean() && guestRuns && !guestAsksForMemory) {
            if (heldPages != seen) {
                seen = heldPages;
                startNanos = System.nanoTime();
            }
            long leftNanos = startNanos + PATIENCE_NANOS - System.nanoTime();
            if (leftNanos <= 0 && !discarding) {
                return;
            }
            monitor.awaitNanos(discarding ? PATIENCE_NANOS : leftNanos);
        }
    }

    @Override
    public void onPressure(LongUnaryOperator pagesAskedToPagesLeft) {
        pressure.tell(pagesAskedToPagesLeft);
    }

    /**
     * The guest is short of memory. By the thread that runs it, while it does not, and nothing waits for it.
     *
     * @return how many pages could still be given back
     */
    long press(long pages) {
        monitor.locked(() -> {
            guestAsksForMemory = true;
            pagesToTake = 0;
            monitor.signalAll();
        });
        try {
            return pressure.call(pages);
        } finally {
            monitor.locked(() -> {
                guestAsksForMemory = false;
            });
        }
    }

    /** The guest has taken over a state: nothing is done, or it has come from elsewhere. */
    void begin(HeapLayout heap, boolean isNew) {
        monitor.locked(() -> {
            controlPage = heap.control();
            count(isNew ? heap.pages().count() : 0, 0);
            countsAreKnown = isNew;
        });
    }

    /** What the guest has, as it says when it asks what to do. Under the monitor. */
    void count(long free, long held) {
        commandIsUnderWay = false;
        countsAreKnown = true;
        freePages = free;
        heldPages = held;
        pagesToGive = Math.min(pagesToGive, held);
    }

    /** Whether the guest gets to its next report, as far as is known. Under the monitor. */
    void guestRuns(boolean runs) {
        guestRuns = runs;
    }

    /** Whether there is something to do for the guest. */
    boolean hasCommand() {
        return monitor.locked(() -> pagesToGive > 0 || pagesToTake > 0);
    }

    /** What the guest is to do now: take so many pages, or give so many back. Under the monitor, after {@link #count}. */
    int command() {
        int command = nextCommand();
        commandIsUnderWay = command != 0;
        monitor.signalAll();
        return command;
    }

    private int nextCommand() {
        if (pagesToGive > 0) {
            int given = (int) Math.min(pagesToGive, HeapBalloon.STEP_PAGES);
            pagesToGive -= given;
            heldPages -= given;
            freePages += given;
            return -given;
        }
        int asked = (int) Math.min(Math.min(pagesToTake, HeapBalloon.STEP_PAGES), freePages);
        if (asked <= 0) {
            pagesToTake = 0;
        }
        return Math.max(asked, 0);
    }

    /**
     * Discards what the guest offers, where it is still wanted. By the thread that runs the guest, which counts as running
     * meanwhile. Where they cannot be discarded, the guest keeps all, and the inflation ends.
     *
     * @return how many pages, of those offered first
     * @throws IllegalArgumentException where the guest offers what is not its own; nothing is discarded then
     */
    long take(Registers registers) {
        long offered = GuestProgram.offeredPages(registers);
        long wanted = monitor.locked(() -> {
            discarding = true;
            return Math.min(offered, pagesToTake);
        });
        long taken = 0;
        try {
            taken = discard(read(GuestProgram.offeredEntries(registers), wanted));
            return taken;
        } finally {
            took(taken);
        }
    }

    private long discard(long[] pages) {
        try {
            HeapBalloon.inRuns(pages, discard);
            return pages.length;
        } catch (RuntimeException failed) {
            LOG.warn("{} pages of guest {} cannot be discarded: its balloon does not take them", pages.length,
                    guestId, failed);
            return 0;
        }
    }

    private void took(long pages) {
        monitor.locked(() -> {
            discarding = false;
            pagesTaken += pages;
            pagesToTake = pages > 0 ? Math.max(0, pagesToTake - pages) : 0;
            heldPages += pages;
            freePages -= pages;
            monitor.signalAll();
        });
    }

    /** The pages of entries. */
    private long[] read(long address, long count) {
        if (count < 0 || count > HeapBalloon.STEP_PAGES) {
            throw new IllegalArgumentException(
                    "the guest offers " + count + " pages, not up to " + HeapBalloon.STEP_PAGES);
        }
        if (count == 0) {
            return new long[0];
        }
        requireUsable(address);
        requireUsable(address + count * Long.BYTES - 1);
        long[] entries = words(address, count);
        Arrays.stream(entries).forEach(this::requireUsable);
        return Arrays.stream(entries).map(entry -> entry / GuestLayout.PAGE_BYTES).toArray();
    }

    private void requireUsable(long address) {
        if (address < 0 || !usable.contains(address / GuestLayout.PAGE_BYTES)) {
            throw new IllegalArgumentException("the guest offers what is at 0x" + Long.toHexString(address)
                    + "; its own are " + usable);
        }
    }

    /** Words of the guest's memory; waits where they are missing. */
    private long[] words(long address, long count) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment words = arena.allocate(Struct.U64, count);
            NativeMemory.copy(words.address(), memory.hostAddress() + address, words.byteSize());
            return words.toArray(Struct.U64);
        }
    }
}
