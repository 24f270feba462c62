package dev.ferry.engine;

import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.guest.Reservation;
import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.memory.SwapFaults;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * Room at the destination for a {@link SwappingGuest}: whoever reads a page waits until it is there, and brings it in
 * from the device where it is cold. Throws where the engine does what {@link FaultTrap} does not allow.
 */
final class SwappedRoom implements Reservation, FaultTrap, GuestControl {

    private final MemoryGeometry geometry;
    private final Map<Long, MemorySegment> device;
    private final MemorySegment memory;
    private final PageBitmap resident;
    private final PageBitmap cold;
    private final PageBitmap readFromDevice;
    private final Queue<Long> faults = new ArrayDeque<>();
    private boolean runs;
    private boolean stopped;
    private boolean closed;

    SwappedRoom(MemoryGeometry geometry, Map<Long, MemorySegment> device) {
        this.geometry = geometry;
        this.device = device;
        this.memory = Arena.ofAuto().allocate(geometry.memoryBytes(), Long.BYTES);
        this.resident = new PageBitmap(geometry.pageCount());
        this.cold = new PageBitmap(geometry.pageCount());
        this.readFromDevice = new PageBitmap(geometry.pageCount());
    }

    /** The first word of a page, as the guest reads it once it runs here. */
    synchronized long word(long page) throws InterruptedException {
        while (!runs || !isHere(page)) {
            if (runs) {
                faults.add(page);
                notifyAll();
            }
            wait();
        }
        return resident.contains(page) ? at(page).get(ValueLayout.JAVA_LONG, 0) : 0;
    }

    private boolean isHere(long page) {
        if (cold.remove(page)) {
            at(page).copyFrom(device.get(page));
            resident.add(page);
            readFromDevice.add(page);
        }
        return closed || resident.contains(page);
    }

    /** The pages that were read from the device. */
    synchronized PageSet readFromDevice() {
        return PageBitmap.copyOf(readFromDevice);
    }

    private MemorySegment at(long page) {
        return memory.asSlice(geometry.bytes(page), geometry.pageSizeBytes());
    }

    private MemorySegment at(PageRun run) {
        return memory.asSlice(geometry.bytes(run.first()), geometry.bytes(run.count()));
    }

    @Override
    public FaultTrap trap() {
        return this;
    }

    @Override
    public GuestControl control() {
        return this;
    }

    @Override
    public MemoryGeometry geometry() {
        return geometry;
    }

    @Override
    public synchronized PageSet present() {
        PageBitmap present = PageBitmap.copyOf(resident);
        present.addAll(cold);
        return present;
    }

    @Override
    public synchronized long nextFault() {
        try {
            while (!stopped && faults.isEmpty()) {
                wait();
            }
        } catch (InterruptedException interrupted) {
            return STOPPED;
        }
        return stopped ? STOPPED : faults.remove();
    }

    @Override
    public synchronized void stopFaults() {
        stopped = true;
        notifyAll();
    }

    @Override
    public synchronized void place(PageRun run, MemorySegment contents) {
        requireMissing(run);
        at(run).copyFrom(contents);
        arrive(resident, run);
    }

    @Override
    public synchronized void placeZero(PageRun run) {
        requireMissing(run);
        at(run).fill((byte) 0);
        arrive(resident, run);
    }

    @Override
    public boolean takesCold() {
        return true;
    }

    @Override
    public synchronized void placeCold(PageRun run) {
        requireMissing(run);
        arrive(cold, run);
    }

    private void requireMissing(PageRun run) {
        if (present().next(run.first(), run.end()) != PageSet.NONE) {
            throw new IllegalStateException("a page of " + run + " is present");
        }
    }

    private void arrive(PageBitmap where, PageRun run) {
        where.add(run.first(), run.count());
        notifyAll();
    }

    @Override
    public synchronized MemorySegment landing(PageRun run) {
        requireWaiting("landing");
        if (present().nextAbsent(run.first()) < run.end()) {
            throw new IllegalStateException("a page of " + run + " is missing");
        }
        cold.remove(run.first(), run.count());
        resident.add(run.first(), run.count());
        return at(run);
    }

    @Override
    public synchronized void discard(PageRun run) {
        requireWaiting("discard");
        cold.remove(run.first(), run.count());
        resident.remove(run.first(), run.count());
    }

    private void requireWaiting(String call) {
        if (runs) {
            throw new IllegalStateException(call + " where the guest runs");
        }
    }

    @Override
    public synchronized Optional<SwapFaults> swapFaults() {
        return Optional.of(new SwapFaults(readFromDevice.size(), 10, 20, 30));
    }

    /** Ends the engine's part, and the room: cold pages still come in. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    @Override
    public synchronized void pause() {
        runs = false;
    }

    @Override
    public synchronized void resume() {
        runs = true;
        notifyAll();
    }

    @Override
    public byte[] saveState() {
        throw new UnsupportedOperationException("this guest only arrives");
    }

    @Override
    public void loadState(byte[] state) {
        // There is nothing to it.
    }
}
