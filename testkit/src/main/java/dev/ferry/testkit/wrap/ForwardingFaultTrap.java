package dev.ferry.testkit.wrap;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.memory.SwapFaults;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalLong;

/** Passes all calls on to another fault trap. Extend it to change one thing. */
public class ForwardingFaultTrap implements FaultTrap {

    private final FaultTrap inner;

    /** Wraps a trap, which is closed with this one. */
    public ForwardingFaultTrap(FaultTrap inner) {
        this.inner = inner;
    }

    @Override
    public MemoryGeometry geometry() {
        return inner.geometry();
    }

    @Override
    public PageSet present() {
        return inner.present();
    }

    @Override
    public long nextFault() {
        return inner.nextFault();
    }

    @Override
    public void stopFaults() {
        inner.stopFaults();
    }

    @Override
    public void place(PageRun run, MemorySegment contents) {
        inner.place(run, contents);
    }

    @Override
    public void placeZero(PageRun run) {
        inner.placeZero(run);
    }

    @Override
    public MemorySegment landing(PageRun run) {
        return inner.landing(run);
    }

    @Override
    public void discard(PageRun run) {
        inner.discard(run);
    }

    @Override
    public boolean takesCold() {
        return inner.takesCold();
    }

    @Override
    public void placeCold(PageRun run) {
        inner.placeCold(run);
    }

    @Override
    public Optional<SwapFaults> swapFaults() {
        return inner.swapFaults();
    }

    @Override
    public OptionalLong minorFaults() {
        return inner.minorFaults();
    }

    @Override
    public Optional<AccessLog> accessLog() {
        return inner.accessLog();
    }

    @Override
    public void close() {
        inner.close();
    }
}
