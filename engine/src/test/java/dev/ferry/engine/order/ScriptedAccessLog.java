package dev.ferry.engine.order;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.PageBitmap;
import java.util.Iterator;
import java.util.List;

/** A log that finds at each pass what a test has written down; when that is used up, nothing. */
final class ScriptedAccessLog implements AccessLog {

    private final Iterator<List<Long>> passes;
    private boolean running;
    private int starts;

    ScriptedAccessLog(List<List<Long>> passes) {
        this.passes = passes.iterator();
    }

    @Override
    public synchronized void start() {
        running = true;
        starts++;
    }

    @Override
    public synchronized void collect(PageBitmap touched) {
        if (!running) {
            throw new IllegalStateException("the log does not run");
        }
        if (passes.hasNext()) {
            passes.next().forEach(touched::add);
        }
    }

    @Override
    public synchronized void stop() {
        running = false;
    }

    synchronized boolean runs() {
        return running;
    }

    synchronized int starts() {
        return starts;
    }
}
