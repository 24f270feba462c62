package dev.ferry.testkit.guest;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.memory.PagingTrap;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalLong;

/** The trap of a software guest's memory: its accessor tells of every touch, so that minor faults are seen too. */
final class SoftwareFaultTrap implements PagingTrap {

    private final SoftwareMemory memory;
    private final Presence presence;

    SoftwareFaultTrap(SoftwareMemory memory) {
        this.memory = memory;
        this.presence = memory.presence();
    }

    @Override
    public MemoryGeometry geometry() {
        return memory.geometry();
    }

    @Override
    public PageSet present() {
        return presence.present();
    }

    @Override
    public long nextFault() {
        return presence.nextFault();
    }

    @Override
    public void stopFaults() {
        presence.stopFaults();
    }

    @Override
    public void place(PageRun run, MemorySegment contents) {
        long end = firstPresent(run);
        if (end > run.first()) {
            PageRun missing = PageRun.between(run.first(), end);
            memory.slice(missing).copyFrom(contents.asSlice(0, geometry().bytes(missing.count())));
            memory.used().add(missing.first(), missing.count());
            presence.add(missing);
        }
        checkPlaced(run, end);
    }

    @Override
    public void placeZero(PageRun run) {
        long end = firstPresent(run);
        if (end > run.first()) {
            presence.add(PageRun.between(run.first(), end));
        }
        checkPlaced(run, end);
    }

    @Override
    public MemorySegment landing(PageRun run) {
        checkPresent(run);
        memory.used().add(run.first(), run.count());
        return memory.slice(run);
    }

    @Override
    public void discard(PageRun run) {
        presence.remove(run);
        memory.slice(run).fill((byte) 0);
        memory.used().remove(run.first(), run.count());
    }

    @Override
    public long takeOut(PageRun run, MemorySegment contents) {
        checkPresent(run);
        memory.takeOut(run, contents);
        return run.count();
    }

    @Override
    public void copy(PageRun run, MemorySegment target) {
        checkPresent(run);
        target.copyFrom(memory.slice(run));
    }

    @Override
    public OptionalLong minorFaults() {
        return OptionalLong.of(presence.minorFaults());
    }

    @Override
    public Optional<AccessLog> accessLog() {
        return Optional.of(memory.referenced());
    }

    @Override
    public void close() {
        presence.stopTrapping();
    }

    /** The first page of the run that is present, or its end. */
    private long firstPresent(PageRun run) {
        long found = present().next(run.first());
        return found == PageSet.NONE ? run.end() : Math.min(found, run.end());
    }

    private void checkPresent(PageRun run) {
        long missing = present().nextAbsent(run.first());
        if (missing < run.end()) {
            throw new IllegalStateException("page " + missing + " of " + run + " is missing");
        }
    }

    private static void checkPlaced(PageRun run, long end) {
        if (end < run.end()) {
            throw new IllegalStateException("page " + end + " of " + run + " is present already");
        }
    }
}
