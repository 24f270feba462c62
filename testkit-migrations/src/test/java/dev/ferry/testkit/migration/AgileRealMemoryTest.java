package dev.ferry.testkit.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.swap.SwapStore;
import dev.ferry.engine.DestinationEnd;
import dev.ferry.engine.compose.Composition;
import dev.ferry.engine.compose.FerryModule;
import dev.ferry.engine.compose.LayeredSettings;
import dev.ferry.engine.compose.Plugins;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.guest.kvm.KvmGuestPlatform;
import dev.ferry.memory.linux.guest.LinuxGuestPlatform;
import dev.ferry.paging.Paging;
import dev.ferry.paging.PagingListener;
import dev.ferry.paging.file.FileSwapStore;
import dev.ferry.testkit.swap.InMemorySwapStore;
import dev.ferry.transport.inmemory.InMemoryTransport;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Guests in real memory that leave their cold pages where they are. */
@ParameterizedClass
@MethodSource("platforms")
@Timeout(300)
class AgileRealMemoryTest {

    private static final long MEMORY_BYTES = 16 << 20;
    private static final long RESERVATION_BYTES = MEMORY_BYTES / 4;
    private static final long PAGES = MEMORY_BYTES / 4096;
    private static final long RESERVED_PAGES = PAGES / 4;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Parameter
    GuestPlatform real;

    @TempDir
    Path folder;

    static List<GuestPlatform> platforms() {
        return List.of(new LinuxGuestPlatform(), new KvmGuestPlatform());
    }

    @BeforeEach
    void needsThePlatform() {
        assumeThat(real.unavailable().orElse("")).isEmpty();
    }

    @Test
    void arrivesWholeWithItsColdPagesInMemory() throws Exception {
        String name = "agile-" + UUID.randomUUID();

        MigrationReport report = migrateAndCloseSource("agile", RESERVED_PAGES / 2,
                () -> new InMemorySwapStore(name));

        assertLeavesColdPages(report);
    }

    @Test
    void arrivesWholeWithItsColdPagesInFiles() throws Exception {
        MigrationReport report = migrateAndCloseSource("agile", RESERVED_PAGES / 2,
                () -> new FileSwapStore(folder, LIMIT));

        assertLeavesColdPages(report);
    }

    /** It works on twice as much as it may have in memory: pages are taken out and brought in all the time. */
    @Test
    void arrivesWholeWhilePagesComeAndGo() throws Exception {
        String name = "thrashing-" + UUID.randomUUID();

        MigrationReport report = migrateAndCloseSource("agile", 2 * RESERVED_PAGES,
                () -> new InMemorySwapStore(name));

        assertThat(report.coldReferences()).isPositive();
    }

    @Test
    void arrivesWholeByStrategiesThatDoNotRefer() throws Exception {
        for (String strategy : List.of("precopy", "hybrid", "postcopy")) {
            String name = strategy + UUID.randomUUID();

            MigrationReport report = migrateAndCloseSource(strategy, RESERVED_PAGES / 2,
                    () -> new InMemorySwapStore(name));

            assertThat(report.coldReferences()).as(strategy).isZero();
            assertThat(report.bytesOnWire()).as(strategy).isGreaterThan(MEMORY_BYTES / 2);
        }
    }

    private static void assertLeavesColdPages(MigrationReport report) {
        assertThat(report.coldReferences()).isGreaterThan(PAGES * 3 / 4 - 2 * RESERVED_PAGES);
        assertThat(report.bytesOnWire()).isLessThan(MEMORY_BYTES / 4 * 3);
    }

    /** The source is gone at once, and the guest proves what it has and works on. */
    private MigrationReport migrateAndCloseSource(String strategy, long workingSetPages,
            Supplier<SwapStore> stores) throws Exception {
        Composition composition = Composition.of(LayeredSettings.read(Plugins.discover(),
                Map.of(FerryModule.STRATEGY.key(), strategy, FerryModule.TRANSPORT.key(), "inmemory")));
        InMemoryTransport transport = new InMemoryTransport();
        try (SwapStore here = stores.get();
                SwapStore there = stores.get();
                PagedPlatform.Guest source = start(here, workingSetPages);
                TestHost host = new TestHost(paged(there));
                DestinationEnd destination = composition.destination("0").transport(transport, "0").host(host)
                        .listen();
                EndThread receiving = new EndThread(Side.DESTINATION, destination::receive)) {
            MigrationReport report = composition.source(destination.address())
                    .transport(transport, destination.address())
                    .guest("guest", source.memory(), source.control()).build().migrate();
            end(source);

            assertThat(receiving.awaitEnd(LIMIT)).isTrue();
            assertThat(receiving.failure()).isEmpty();
            GuestPlatform.Destination guest = host.guest();
            long steps = guest.control().workDone().orElseThrow();
            assertThat(guest.prove()).as(strategy).isEmpty();
            while (guest.control().workDone().orElseThrow() < steps + 1000) {
                Thread.yield();
            }
            assertThat(guest.prove()).as(strategy).isEmpty();
            return report;
        }
    }

    /** Closes a guest before the end of its block: a call of its own, since there javac warns of closing it. */
    static void end(GuestPlatform.Source source) {
        source.close();
    }

    private PagedPlatform.Guest start(SwapStore store, long workingSetPages) {
        MemoryGeometry geometry = real.geometry(MEMORY_BYTES);
        PageRun usable = real.usable(geometry);
        PageRun workingSet = new PageRun(usable.first(), workingSetPages);
        return paged(store).start("guest", geometry, Workload.sequential(23,
                new PageRun(usable.first(), usable.count() * 3 / 4), workingSet, 10_000));
    }

    private PagedPlatform paged(SwapStore store) {
        return new PagedPlatform(real, new Paging(store, RESERVATION_BYTES, LIMIT, PagingListener.NONE));
    }
}
