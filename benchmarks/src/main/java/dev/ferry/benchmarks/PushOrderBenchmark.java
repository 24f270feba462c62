package dev.ferry.benchmarks;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.strategies.postcopy.BubbleDirection;
import dev.ferry.strategies.postcopy.Bubbling;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What it costs to decide which page comes next, for each page that is pushed, from the first owed page to the last.
 * After each frame the guest faults a little ahead of a run that was just pushed, so that behind the new pivot lies
 * all that was pushed before. Hypothesis: the cost does not grow with the guest; where the claimed pages are scanned
 * again after each fault, it does.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
public class PushOrderBenchmark {

    /** Pages of one frame of push. */
    private static final int FRAME_PAGES = 64;
    /** How far ahead of push the guest may be: few enough pages that push fills the gap before the next fault. */
    private static final int MOST_PAGES_AHEAD = 8;
    /** Where no page is owed so many pages from where the guest is, it does not fault. */
    private static final int FAULT_SEARCH_PAGES = 4096;
    private static final long SEED = 17;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** What the thread itself has used: on a busy machine the wall clock says more about the others. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class ProcessorTime {

        /** Of one push of everything. */
        public long nanos;
    }

    /** Pages of the guest, all of them owed. */
    @Param("262144")
    public long pageCount;

    /** How many bubbles follow the faults; none: there are no faults. */
    @Param("7")
    public int pivots;

    /** Pages that an edge grows by; 0 stands for the reference, which goes page by page. */
    @Param("1")
    public int stepPages;

    private PageBitmap owed = new PageBitmap(0);
    private PushScheduler scheduler = new Bubbling();
    private SplittableRandom random = new SplittableRandom(SEED);
    private int faults;
    /** Behind one of the runs of the last frame, any of those with owed pages behind them. */
    private long behindRun;

    /** A guest that has just moved. */
    @Setup(Level.Invocation)
    public void moveGuest() {
        owed = PageBitmap.full(pageCount);
        scheduler = stepPages == 0
                ? new RescanningBubbling()
                : new Bubbling(pivots == 0 ? 7 : pivots, BubbleDirection.DUAL, stepPages);
        random = new SplittableRandom(SEED);
        faults = 0;
        behindRun = 0;
    }

    /** Pushes everything as the engine does: fills frames and claims the pages of each run. */
    @Benchmark
    public long push(ProcessorTime time) {
        long start = THREADS.getCurrentThreadCpuTime();
        long pushed = pushAll();
        time.nanos += THREADS.getCurrentThreadCpuTime() - start;
        return pushed;
    }

    private long pushAll() {
        scheduler.begin(owed);
        long pushed = 0;
        while (pushed < pageCount) {
            long inFrame = fillFrame();
            boolean faulted = pivots > 0 && fault(nextTouch());
            if (inFrame == 0 && !faulted) {
                throw new IllegalStateException("the scheduler stalls after " + pushed + " pages");
            }
            pushed += inFrame + (faulted ? 1 : 0);
        }
        return pushed;
    }

    private long fillFrame() {
        long pages = 0;
        int growing = 0;
        while (pages < FRAME_PAGES) {
            PageRun run = scheduler.next(FRAME_PAGES - pages);
            if (run == null) {
                return pages;
            }
            pages += claim(run);
            if (owed.next(run.end(), run.end() + 1) != PageSet.NONE && random.nextInt(++growing) == 0) {
                behindRun = run.end();
            }
        }
        return pages;
    }

    private long claim(PageRun run) {
        long claimed = 0;
        long page = owed.next(run.first(), run.end());
        while (page != PageSet.NONE) {
            long end = owed.claim(page, run.end());
            claimed += end - page;
            page = owed.next(end, run.end());
        }
        return claimed;
    }

    /** One place for each pivot at first, then a little ahead of push, and where that is nowhere, any place. */
    private long nextTouch() {
        if (faults < pivots) {
            return (2L * faults + 1) * pageCount / (2L * pivots);
        }
        long ahead = behindRun + random.nextInt(MOST_PAGES_AHEAD);
        return owed.next(ahead, ahead + FAULT_SEARCH_PAGES) == PageSet.NONE
                ? random.nextLong(pageCount)
                : ahead;
    }

    private boolean fault(long touched) {
        long page = owed.next(touched, touched + FAULT_SEARCH_PAGES);
        if (page != PageSet.NONE && owed.remove(page)) {
            faults++;
            scheduler.onNetworkFault(page);
            return true;
        }
        return false;
    }
}
