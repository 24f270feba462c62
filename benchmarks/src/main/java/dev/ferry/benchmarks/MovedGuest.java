package dev.ferry.benchmarks;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.engine.Arrival;
import dev.ferry.engine.DestinationEnd;
import dev.ferry.engine.compose.Composition;
import dev.ferry.engine.compose.LayeredSettings;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.memory.linux.GuestMemory;
import dev.ferry.memory.linux.GuestMemory.Backing;
import dev.ferry.memory.linux.guest.LinuxGuestPlatform;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.WorkloadState;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Moves linux guests for real, over the in-memory transport, both ends in this process. */
final class MovedGuest {

    /** From the guest's start to that of its migration. */
    static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final String NAME = "predicted";
    /** Memory whose use can be watched, for an order by last use. */
    private static final GuestPlatform PLATFORM = new LinuxGuestPlatform(Backing.MEMFD);

    private MovedGuest() {}

    /** The shape of a guest's memory. */
    static MemoryGeometry geometry(long pages) {
        return MemoryGeometry.flat(GuestMemory.PAGE_SIZE_BYTES, pages);
    }

    /** A guest that runs, and is not moved; the caller closes it. */
    static GuestPlatform.Source start(long pages, WorkloadState state) {
        return PLATFORM.startAt(NAME, geometry(pages), state);
    }

    /** How long it takes until the threads of a guest that is started have done a step each, in the mean. */
    static long startNanos(long pages, WorkloadState state) {
        try (GuestPlatform.Source guest = start(pages, state)) {
            long startNanos = System.nanoTime();
            long steps = state.totalSteps() + state.workload().tasks().size();
            while (guest.control().workDone().orElseThrow() < steps) {
                LockSupport.parkNanos(POLL_NANOS);
            }
            return System.nanoTime() - startNanos;
        }
    }

    /**
     * Moves a guest, and compares every byte.
     *
     * @param settings the way
     * @param link what the in-memory transport is like
     */
    static MigrationReport move(Map<String, String> settings, Map<String, String> link, long pages,
            WorkloadState state) {
        Composition composition = Composition.of(LayeredSettings.read(together(settings, link)));
        try (DestinationEnd destination = composition.destination(NAME).host(PLATFORM).listen();
                GuestPlatform.Source guest = start(pages, state)) {
            CompletableFuture<Arrival> arrival = CompletableFuture.supplyAsync(destination::receive,
                    work -> Thread.ofPlatform().daemon().name("destination").start(work));
            LockSupport.parkNanos(WARM_UP_NANOS);
            MigrationReport report = composition.source(destination.address())
                    .guest(NAME, guest.memory(), guest.control()).build().migrate();
            try (GuestPlatform.Destination arrived = (GuestPlatform.Destination) arrival.join()
                    .reservation()) {
                arrived.prove().ifPresent(wrong -> {
                    throw new IllegalStateException("moved by " + settings + ": " + wrong);
                });
                return report;
            }
        }
    }

    private static Map<String, String> together(Map<String, String> settings, Map<String, String> link) {
        Map<String, String> all = new TreeMap<>(link);
        all.put("ferry.transport", "inmemory");
        all.putAll(settings);
        return all;
    }
}
