package dev.ferry.engine;

import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.guest.GuestHost;
import dev.ferry.api.guest.Reservation;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.transport.Transport;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import dev.ferry.transport.inmemory.InMemoryTransport;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.ProvenGuest;
import dev.ferry.workload.Workload;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

/** Both ends of one migration in a test: a software guest that works while it is moved, over any transport. */
final class Ferrying implements AutoCloseable {

    static final long SEED = 42;
    static final String GUEST = "test-guest";

    final Transport transport;
    final GuestPlatform platform;
    final GuestPlatform.Source guest;
    final DestinationEnd destination;
    private volatile boolean toBeTouched;
    private final AtomicReference<Reservation> reserved = new AtomicReference<>();
    private final List<Long> faults = new CopyOnWriteArrayList<>();
    private final ExecutorService executor = Executors.newCachedThreadPool();

    Ferrying(long pages) {
        this(new InMemoryTransport(), "destination", new SoftwareGuestPlatform(), pages, 20_000);
    }

    Ferrying(Transport transport, String address, GuestPlatform platform, long pages, long stepsPerSecond) {
        this(transport, address, platform, pages, stepsPerSecond, EngineSettings.defaults());
    }

    Ferrying(Transport transport, String address, GuestPlatform platform, long pages, long stepsPerSecond,
            EngineSettings settings) {
        this.transport = transport;
        this.platform = platform;
        int pageSizeBytes = platform.geometry(1 << 24).pageSizeBytes();
        MemoryGeometry geometry = platform.geometry(pages * pageSizeBytes);
        this.guest = platform.start(GUEST, geometry, Workload.sequential(SEED, new PageRun(0, pages * 3 / 4),
                new PageRun(pages / 8, pages / 4), stepsPerSecond));
        this.destination = DestinationEnd.builder().transport(transport, address).host(remember())
                .settings(settings).listener(new Toucher()).listen();
    }

    /** Lets who moves a guest by its faults alone come to an end: once it runs there all its memory is touched. */
    void touchAllAtDestination() {
        toBeTouched = true;
    }

    private final class Toucher implements MigrationListener {

        @Override
        public void onPhase(MigrationPhase phase) {
            if (phase == MigrationPhase.PUSH && toBeTouched) {
                toBeTouched = false;
                executor.execute(() -> arrived().prove());
            }
        }

        @Override
        public void onNetworkFault(long page) {
            faults.add(page);
        }
    }

    /** The network faults at the destination, in their order. */
    List<Long> faults() {
        return faults;
    }

    private GuestHost remember() {
        return (guestId, geometry) -> {
            Reservation reservation = platform.reserve(guestId, geometry);
            reserved.set(reservation);
            return reservation;
        };
    }

    SourceEndBuilder source(MigrationStrategy strategy) {
        return SourceEnd.builder().guest(GUEST, guest.memory(), guest.control()).strategy(strategy)
                .transport(transport, destination.address());
    }

    Future<Arrival> receive() {
        return executor.submit(destination::receive);
    }

    Future<MigrationReport> migrate(SourceEnd source) {
        return executor.submit(source::migrate);
    }

    ProvenGuest arrived() {
        return (ProvenGuest) reserved.get();
    }

    /** Waits, by looking, until the guest has done more work than it had. */
    static void awaitWork(ProvenGuest guest) {
        long before = guest.control().workDone().orElseThrow();
        while (guest.control().workDone().orElseThrow() <= before) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        destination.close();
        executor.shutdownNow();
        guest.close();
        if (reserved.get() != null) {
            reserved.get().close();
        }
    }
}
