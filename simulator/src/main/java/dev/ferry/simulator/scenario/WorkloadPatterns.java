package dev.ferry.simulator.scenario;

import dev.ferry.api.memory.PageRun;
import dev.ferry.simulator.guest.AccessPattern;
import dev.ferry.simulator.guest.workload.CompileProcesses;
import dev.ferry.simulator.guest.workload.Database;
import dev.ferry.simulator.guest.workload.FreePages;
import dev.ferry.simulator.guest.workload.Idle;
import dev.ferry.simulator.guest.workload.KeyLaw;
import dev.ferry.simulator.guest.workload.KeyValueQueries;
import dev.ferry.simulator.guest.workload.KeyValueStore;
import dev.ferry.simulator.guest.workload.OltpTransactions;
import dev.ferry.simulator.guest.workload.QuicksortProcess;
import dev.ferry.simulator.guest.workload.RingStream;
import dev.ferry.simulator.guest.workload.SequentialStress;
import dev.ferry.simulator.guest.workload.WorkloadPattern;
import dev.ferry.simulator.trace.TracePattern;
import dev.ferry.workload.SplitMix;
import dev.ferry.workload.Task;
import dev.ferry.workload.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.IntFunction;

/** Makes what the threads of a guest do. The sizes of parts of a store, a database and a build are our choice. */
final class WorkloadPatterns {

    private static final int PAGES_PER_BUFFER = 16;
    private static final int TOUCHES_PER_PAGE = 8;
    private static final double PERCENT = 100;

    private final WorkloadModel model;
    private final long seed;
    private final PageRun pages;

    /** Of a seed that is not close to any other. */
    WorkloadPatterns(WorkloadModel model, long seed) {
        this.model = model;
        this.seed = seed;
        this.pages = model.workingSet();
    }

    /** One for each thread. */
    List<AccessPattern> make() {
        return switch (model.kind()) {
            case SEQUENTIAL -> each(this::sequential);
            case RANDOM -> each(thread -> task(thread, Task.Order.RANDOM));
            case ZIPF -> each(thread -> task(thread, Task.Order.ZIPF));
            case QUICKSORT -> each(thread -> new QuicksortProcess(model.part(thread), 1,
                    model.nanosPerOperation(), seed(thread)));
            case KEY_VALUE -> keyValue();
            case OLTP -> transactions();
            case COMPILE -> compile();
            case STREAMING -> each(this::stream);
            case TRACE -> List.of(replay());
            case IDLE ->
                each(thread -> new Idle(model.part(thread), model.nanosPerOperation(), seed(thread)));
        };
    }

    private List<AccessPattern> each(IntFunction<AccessPattern> ofThread) {
        return model.eachThread().mapToObj(ofThread).toList();
    }

    private long seed(int thread) {
        return SplitMix.mix(seed + thread);
    }

    private AccessPattern sequential(int thread) {
        return new SequentialStress(model.part(thread), model.writes(thread), model.nanosPerOperation(),
                seed(thread));
    }

    private AccessPattern task(int thread, Task.Order order) {
        Task.Kind kind = model.writes(thread) ? Task.Kind.WRITER : Task.Kind.READER;
        Task task = new Task(kind, order, model.part(thread));
        return new WorkloadPattern(new Workload(seed(thread), pages, List.of(task), 0), 0, 0,
                model.nanosPerOperation());
    }

    /** All threads serve one store. */
    private List<AccessPattern> keyValue() {
        KeyValueStore store = new KeyValueStore(share(0, 1, 16), share(1, 16, 16), model.records().bytes(),
                model.pageSizeBytes());
        KeyValueQueries.Mix mix = new KeyValueQueries.Mix(model.records().putPercent() / PERCENT, false);
        return each(thread -> new KeyValueQueries(store, model.records().keys().law(), mix,
                model.nanosPerOperation(), seed(thread)));
    }

    /** All threads serve one database. */
    private List<AccessPattern> transactions() {
        Database database = Database.sysbench(share(0, 1, 64), share(1, 56, 64), share(56, 60, 64),
                share(60, 64, 64));
        OltpTransactions.Mix mix = OltpTransactions.Mix.sysbench();
        return each(thread -> new OltpTransactions(database, KeyLaw.HotSpot.SYSBENCH, mix,
                model.nanosPerOperation(), seed(thread)));
    }

    /** All processes share the free memory and the files. */
    private List<AccessPattern> compile() {
        CompileProcesses.Files files = new CompileProcesses.Files(share(0, 1, 16), share(1, 2, 16),
                share(2, 3, 16));
        FreePages heap = new FreePages(share(3, 16, 16));
        int mostPages = (int) Math.clamp(model.processBytes() / model.pageSizeBytes(), 2,
                Math.max(2, heap.pages().count() / model.threads()));
        CompileProcesses.Sizes sizes = new CompileProcesses.Sizes(mostPages, TOUCHES_PER_PAGE,
                Math.max(1, mostPages / 64), Math.max(1, mostPages / 64));
        return each(thread -> new CompileProcesses(files, heap, sizes, model.nanosPerOperation(),
                seed(thread)));
    }

    private AccessPattern stream(int thread) {
        PageRun part = model.part(thread);
        PageRun kernel = new PageRun(part.first(), PAGES_PER_BUFFER);
        long bytesPerSecond = model.rate().perSecond()
                / Math.min(model.threads(), model.cpus());
        return new RingStream(PageRun.between(kernel.end(), part.end()), kernel, model.writes(thread),
                PAGES_PER_BUFFER, bytesPerSecond, model.pageSizeBytes(), seed(thread));
    }

    private AccessPattern replay() {
        try {
            return new TracePattern(model.trace().orElseThrow());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** A part of the working set, from one fraction to another. */
    private PageRun share(long from, long to, long of) {
        return PageRun.between(pages.first() + pages.count() * from / of,
                pages.first() + pages.count() * to / of);
    }
}
