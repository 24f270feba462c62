package dev.ferry.simulator.scenario;

import dev.ferry.api.Quantities;
import dev.ferry.api.memory.PageRun;
import dev.ferry.simulator.guest.AccessPattern;
import dev.ferry.simulator.trace.AccessTrace;
import dev.ferry.workload.SplitMix;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a guest does.
 *
 * @param kind of work
 * @param workingSet where it does it
 * @param pageSizeBytes the size of a page
 * @param threads how many do it
 * @param readers how many of them, the last ones, only read
 * @param rate of all of them together where nothing keeps them waiting
 * @param cpus the virtual CPUs that they share
 * @param records what a key-value store holds and is asked for
 * @param processBytes what the largest process of a build takes
 * @param trace what is done again
 */
public record WorkloadModel(WorkloadKind kind, PageRun workingSet, int pageSizeBytes, int threads,
        int readers,
        Rate rate, int cpus, Records records, long processBytes, Optional<AccessTrace> trace) {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final int DEFAULT_PARTS = 4;

    /**
     * What a key-value store holds and is asked for.
     *
     * @param bytes of a record
     * @param putPercent how many queries write
     * @param keys which records they ask for
     */
    public record Records(long bytes, int putPercent, KeyChoice keys) {}

    /** Work for all threads, in the same order each time. */
    List<AccessPattern> patterns(long seed) {
        return new WorkloadPatterns(this, SplitMix.mix(seed)).make();
    }

    /** What a thread needs of a processor for an operation, so that all come to the rate together. */
    long nanosPerOperation() {
        long bytes = kind == WorkloadKind.STREAMING ? 1 : pageSizeBytes;
        return Math.max(1, Math.round(
                NANOS_PER_SECOND * Math.min(threads, cpus) / rate.operationsPerSecond(bytes)));
    }

    /** What a thread has of the working set where each has its own. */
    PageRun part(int thread) {
        long first = workingSet.first() + workingSet.count() * thread / threads;
        return PageRun.between(first, workingSet.first() + workingSet.count() * (thread + 1) / threads);
    }

    /** Whether a thread writes what it works on. */
    boolean writes(int thread) {
        return thread < threads - readers;
    }

    IntStream eachThread() {
        return IntStream.range(0, threads);
    }

    static WorkloadModel of(ScenarioText text, PageRun used, int pageSizeBytes) {
        WorkloadKind kind = text.get(ScenarioSettings.WORKLOAD);
        Optional<AccessTrace> trace = kind == WorkloadKind.TRACE
                ? Optional.of(TraceFile.open(text, used, pageSizeBytes))
                : Optional.empty();
        int threads = trace.isPresent() ? 1 : text.get(ScenarioSettings.THREADS).intValue();
        PageRun pages = trace.isPresent() ? used : workingSet(text, used, pageSizeBytes, kind, threads);
        Records records = new Records(text.get(ScenarioSettings.RECORD),
                text.get(ScenarioSettings.PUTS).intValue(), text.get(ScenarioSettings.KEYS));
        return buildable(text, new WorkloadModel(kind, pages, pageSizeBytes, threads, readers(text, threads),
                rate(text, kind), text.get(ScenarioSettings.CPUS).intValue(), records,
                text.get(ScenarioSettings.PROCESS), trace));
    }

    private static PageRun workingSet(ScenarioText text, PageRun used, int page, WorkloadKind kind,
            int threads) {
        long least = (long) kind.leastPages() * threads;
        long bytes = text.get(ScenarioSettings.SIZE).orElse(used.count() / DEFAULT_PARTS * page);
        if (bytes / page < least || bytes / page > used.count()) {
            throw text.refusal(ScenarioSettings.SIZE, Quantities.formatBytes(bytes), "from "
                    + Quantities.formatBytes(least * page) + " for " + threads + " threads of "
                    + kind.spelling() + " to what the guest uses, "
                    + Quantities.formatBytes(used.count() * page));
        }
        return new PageRun(used.first(), bytes / page);
    }

    private static int readers(ScenarioText text, int threads) {
        long readers = text.get(ScenarioSettings.READERS);
        if (readers > threads) {
            throw text.refusal(ScenarioSettings.READERS, readers, "0 to the number of threads, " + threads);
        }
        return (int) readers;
    }

    private static Rate rate(ScenarioText text, WorkloadKind kind) {
        Rate rate = text.get(ScenarioSettings.RATE).orElse(kind.defaultRate());
        if (rate.inBytes() && !kind.takesBytes()) {
            throw text.refusal(ScenarioSettings.RATE, rate.of("bytes"),
                    "a number of " + kind.operations() + " for " + kind.spelling());
        }
        return rate;
    }

    /** What fits by itself may not fit together, a record into a store for instance. */
    private static WorkloadModel buildable(ScenarioText text, WorkloadModel model) {
        try {
            RunningGuest.close(model.patterns(0));
            return model;
        } catch (IllegalArgumentException wrong) {
            throw text.refusal(ScenarioSettings.WORKLOAD, model.kind.spelling(),
                    "what fits together; " + wrong.getMessage());
        }
    }

    @Override
    public String toString() {
        if (trace.isPresent()) {
            return "doing again what " + trace.get().file() + " says";
        }
        String who = threads == 1 ? "1 thread" : threads + " threads";
        String readOnly = readers == 0 ? "" : ", " + readers + " of them only reading,";
        return who + " of " + kind.spelling() + readOnly + " in "
                + Quantities.formatBytes(workingSet.count() * pageSizeBytes) + " at "
                + rate.of(kind.operations());
    }
}
