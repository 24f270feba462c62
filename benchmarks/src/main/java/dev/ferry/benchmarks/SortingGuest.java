package dev.ferry.benchmarks;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.engine.Arrival;
import dev.ferry.engine.DestinationEnd;
import dev.ferry.engine.compose.Composition;
import dev.ferry.engine.compose.LayeredSettings;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.ProvenGuest;
import dev.ferry.workload.Task;
import dev.ferry.workload.Workload;
import dev.ferry.workload.WorkloadState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The papers' workload: processes that each sort a part of the memory by Quicksort, moved in the middle of it by
 * post-copy over a link of 1 Gbit/s, both ends in this process.
 */
final class SortingGuest {

    private static final long MEBIBYTE = 1 << 20;
    private static final long MEMORY_BYTES = 320 * MEBIBYTE;
    private static final long SORTED_BYTES = 256 * MEBIBYTE;
    /** The sorts do not begin where the memory does: push in address order would come to them first. */
    private static final long FIRST_SORTED_BYTE = 32 * MEBIBYTE;
    private static final int PROCESSES = 16;
    private static final long CONTENTS_SEED = 2009;
    /** Until the pace is kept and the threads are where they would be. */
    private static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    /** As long as a migration takes. */
    private static final String WINDOW = "3s";
    private static final String NAME = "sorting";
    private static final Map<String, String> SETTINGS = Map.of("ferry.strategy", "postcopy",
            "ferry.transport", "inmemory", "ferry.transport.inmemory.bandwidth", "125MB",
            "ferry.transport.inmemory.latency", "100us");

    private final GuestPlatform platform;
    private final MemoryGeometry geometry;
    private final Workload workload;

    /**
     * A guest of a kind.
     *
     * @param stepsPerSecond of each process
     */
    SortingGuest(GuestPlatform platform, long stepsPerSecond) {
        this.platform = platform;
        this.geometry = platform.geometry(MEMORY_BYTES);
        long pageSizeBytes = geometry.pageSizeBytes();
        PageRun sorted = new PageRun(FIRST_SORTED_BYTE / pageSizeBytes, SORTED_BYTES / pageSizeBytes);
        this.workload = Workload.of(CONTENTS_SEED, new PageRun(0, geometry.pageCount()), Task.Order.QUICKSORT,
                sorted, PROCESSES, stepsPerSecond);
    }

    /**
     * One migration.
     *
     * @param report the source's
     * @param demandedPages that were sent because the guest asked; the other faults asked for pages under way
     * @param steps that the guest did at the destination until nothing was owed
     */
    record Moved(MigrationReport report, long demandedPages, long steps) {}

    /** Settings over those of every migration here; fails where a key is unknown. */
    static LayeredSettings settings(Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(SETTINGS);
        all.putAll(settings);
        return LayeredSettings.read(all);
    }

    /** Moves a guest that is at the same place of its sorts for the same seed, and compares every byte. */
    Moved move(Map<String, String> settings, long seed) {
        return move(settings, seed, arrived -> {});
    }

    /** The same, and keeps the order of the guest's first touches in a file, which does not exist yet. */
    void record(Map<String, String> settings, long seed, Path file) {
        move(recording(settings, file), seed, arrived -> {
            while (Files.notExists(file)) {
                LockSupport.parkNanos(WARM_UP_NANOS);
            }
        });
    }

    static Map<String, String> recording(Map<String, String> settings, Path file) {
        Map<String, String> recording = new TreeMap<>(settings);
        recording.put("ferry.record.file", file.toString());
        recording.put("ferry.record.window", WINDOW);
        recording.put("ferry.record.interval", "10ms");
        return recording;
    }

    private Moved move(Map<String, String> settings, long seed, Consumer<ProvenGuest> afterwards) {
        Composition composition = Composition.of(settings(settings));
        try (DestinationEnd destination = composition.destination(NAME).host(platform).listen();
                GuestPlatform.Source guest = platform.startAt(NAME, geometry,
                        WorkloadState.inTheMiddle(workload, seed))) {
            CompletableFuture<Arrival> arrival = CompletableFuture.supplyAsync(destination::receive,
                    work -> Thread.ofPlatform().daemon().name("destination").start(work));
            LockSupport.parkNanos(WARM_UP_NANOS);
            DemandedPages demanded = new DemandedPages();
            MigrationReport report = composition.source(destination.address())
                    .guest(NAME, guest.memory(), guest.control()).listener(demanded).build().migrate();
            try (GuestPlatform.Destination arrived = (GuestPlatform.Destination) arrival.join()
                    .reservation()) {
                long steps = steps(arrived) - steps(guest);
                afterwards.accept(arrived);
                arrived.prove().ifPresent(wrong -> {
                    throw new IllegalStateException("moved by " + settings + ", seed " + seed + ": " + wrong);
                });
                return new Moved(report, demanded.count.sum(), steps);
            }
        }
    }

    private static long steps(ProvenGuest guest) {
        return guest.control().workDone().orElseThrow();
    }

    /** Counts, on the threads that send. */
    private static final class DemandedPages implements MigrationListener {

        private final LongAdder count = new LongAdder();

        @Override
        public void onPagesSent(long first, long end, Delivery delivery) {
            if (delivery == Delivery.FAULT) {
                count.add(end - first);
            }
        }
    }
}
