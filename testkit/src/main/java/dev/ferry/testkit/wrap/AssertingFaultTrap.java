package dev.ferry.testkit.wrap;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Checks who calls a fault trap: runs within memory, contents as long as their run, pages placed while they are missing
 * and by one thread each, present ones landed on, both that and {@code discard} only before the guest runs, one thread
 * that waits for faults, no page placed, landed on or discarded after {@code close}, and the access log used in order.
 */
public final class AssertingFaultTrap extends ForwardingFaultTrap {

    private final OneAtATime faults;
    private final MemoryGeometry geometry;
    private final PageBitmap underWay;
    private final Optional<AssertingAccessLog> accessLog;
    private volatile boolean guestRuns;
    private volatile boolean closed;

    /** Wraps a trap. */
    public AssertingFaultTrap(FaultTrap inner, Violations violations) {
        super(inner);
        this.faults = new OneAtATime("FaultTrap", violations);
        this.geometry = inner.geometry();
        this.underWay = new PageBitmap(geometry.pageCount());
        this.accessLog = inner.accessLog()
                .map(log -> new AssertingAccessLog(log, geometry.pageCount(), violations));
    }

    /** The guest is about to run here. */
    void guestRuns() {
        guestRuns = true;
    }

    /** Notes an access log that was left on. It may outlive the trap, but not the recording. */
    void checkEnd() {
        accessLog.ifPresent(AssertingAccessLog::checkEnd);
    }

    @Override
    public Optional<AccessLog> accessLog() {
        return accessLog.map(AccessLog.class::cast);
    }

    @Override
    public long nextFault() {
        try (var _ = faults.enter("nextFault")) {
            return super.nextFault();
        }
    }

    @Override
    public void place(PageRun run, MemorySegment contents) {
        faults.check(contents.byteSize() == geometry.bytes(run.count()),
                () -> "place of " + run + " with " + contents.byteSize() + " bytes");
        placing("place", run, () -> super.place(run, contents));
    }

    @Override
    public void placeZero(PageRun run) {
        placing("placeZero", run, () -> super.placeZero(run));
    }

    @Override
    public void placeCold(PageRun run) {
        faults.check(takesCold(), () -> "placeCold of " + run + " with a trap that takes no cold pages");
        placing("placeCold", run, () -> super.placeCold(run));
    }

    private void placing(String call, PageRun run, Runnable place) {
        checkRun(call, run);
        long fresh = underWay.add(run.first(), run.count());
        faults.check(fresh == run.count(), () -> call + " of " + run + " while others place pages of it");
        long present = present().next(run.first());
        faults.check(present == PageSet.NONE || present >= run.end(),
                () -> call + " of " + run + ", where page " + present + " is present");
        try {
            place.run();
        } finally {
            underWay.remove(run.first(), run.count());
        }
    }

    @Override
    public MemorySegment landing(PageRun run) {
        checkRun("landing", run);
        checkBeforeTheGuestRuns("landing", run);
        long missing = present().nextAbsent(run.first());
        faults.check(missing >= run.end(),
                () -> "landing on " + run + ", where page " + missing + " is missing");
        return super.landing(run);
    }

    @Override
    public void discard(PageRun run) {
        checkRun("discard", run);
        checkBeforeTheGuestRuns("discard", run);
        super.discard(run);
    }

    @Override
    public void close() {
        closed = true;
        super.close();
    }

    private void checkBeforeTheGuestRuns(String call, PageRun run) {
        faults.check(!guestRuns, () -> call + " of " + run + " where the guest runs");
    }

    private void checkRun(String call, PageRun run) {
        faults.check(!closed, () -> call + " of " + run + " after close");
        faults.check(run.end() <= geometry.pageCount(),
                () -> call + " of " + run + " of " + geometry.pageCount() + " pages");
    }
}
