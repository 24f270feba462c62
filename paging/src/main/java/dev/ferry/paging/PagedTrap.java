package dev.ferry.paging;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.memory.SwapFaults;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalLong;

/** The memory of a paged guest to fill: a page is present wherever it is held, and what is evicted stays so. */
final class PagedTrap implements FaultTrap {

    private final FaultTrap touches;
    private final Pager pager;

    /** {@code touches} sees what the guest touches. */
    PagedTrap(FaultTrap touches, Pager pager) {
        this.touches = touches;
        this.pager = pager;
    }

    @Override
    public MemoryGeometry geometry() {
        return pager.geometry();
    }

    @Override
    public PageSet present() {
        return pager.held();
    }

    @Override
    public long nextFault() {
        return pager.faults().nextUnknown();
    }

    @Override
    public void stopFaults() {
        pager.faults().stopUnknown();
    }

    @Override
    public void place(PageRun run, MemorySegment contents) {
        pager.eviction().awaitRoomToFill();
        pager.place(run, contents);
    }

    @Override
    public void placeZero(PageRun run) {
        pager.eviction().awaitRoomToFill();
        pager.placeZero(run);
    }

    @Override
    public MemorySegment landing(PageRun run) {
        return pager.landing(run);
    }

    @Override
    public void discard(PageRun run) {
        pager.discard(run);
    }

    @Override
    public boolean takesCold() {
        return true;
    }

    @Override
    public void placeCold(PageRun run) {
        pager.placeCold(run);
    }

    @Override
    public Optional<SwapFaults> swapFaults() {
        return Optional.of(pager.faults().answered());
    }

    @Override
    public OptionalLong minorFaults() {
        return touches.minorFaults();
    }

    @Override
    public Optional<AccessLog> accessLog() {
        return touches.accessLog();
    }

    /** Ends the engine's part: what it has not brought is zero. Paging goes on. */
    @Override
    public void close() {
        pager.faults().unknownIsZero();
        pager.faults().stopUnknown();
    }
}
