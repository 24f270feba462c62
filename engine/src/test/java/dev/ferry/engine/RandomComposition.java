package dev.ferry.engine;

import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.guest.GuestHost;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.api.strategy.Residue;
import dev.ferry.api.transport.Transport;
import dev.ferry.engine.order.OrderSettings;
import dev.ferry.engine.order.PushOrder;
import dev.ferry.strategies.hybrid.Hybrid;
import dev.ferry.strategies.postcopy.ActivePush;
import dev.ferry.strategies.postcopy.Bubbling;
import dev.ferry.strategies.postcopy.Postcopy;
import dev.ferry.strategies.postcopy.Trend;
import dev.ferry.strategies.precopy.Precopy;
import dev.ferry.strategies.precopy.StopAndCopy;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import dev.ferry.testkit.wrap.AssertingGuestControl;
import dev.ferry.testkit.wrap.AssertingGuestHost;
import dev.ferry.testkit.wrap.AssertingMemorySource;
import dev.ferry.testkit.wrap.AssertingPushScheduler;
import dev.ferry.testkit.wrap.AssertingStrategy;
import dev.ferry.testkit.wrap.AssertingTransport;
import dev.ferry.testkit.wrap.Mixer;
import dev.ferry.testkit.wrap.Violations;
import dev.ferry.transport.inmemory.InMemoryOptions;
import dev.ferry.transport.inmemory.InMemoryTransport;
import dev.ferry.transport.tcp.TcpOptions;
import dev.ferry.transport.tcp.TcpTransport;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.ProvenGuest;
import dev.ferry.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Both ends of a migration whose parts are picked at random by a seed, each in an asserting wrapper: the engine is what
 * they watch.
 */
final class RandomComposition implements AutoCloseable {

    final Mixer mixer;
    final Violations violations = new Violations();
    final GuestPlatform.Source guest;
    final CompletableFuture<Arrival> arrival;
    private final SoftwareGuestPlatform platform;
    private final AssertingTransport transport;
    private final AssertingGuestHost host;
    private final AssertingMemorySource memory;
    private final DestinationEnd destination;
    private final List<ProvenGuest> rooms = new CopyOnWriteArrayList<>();

    RandomComposition(long seed) {
        this(seed, memory -> memory);
    }

    /** A composition whose memory source has a wrapper of its own. */
    RandomComposition(long seed, Wrapper<MemorySource> around) {
        this.mixer = new Mixer(seed);
        int pageSizeBytes = 512 << (int) mixer.number("page size, as a power of 512", 0, 3);
        this.platform = new SoftwareGuestPlatform(pageSizeBytes);
        this.guest = startGuest(seed, pageSizeBytes);
        this.memory = new AssertingMemorySource(around.wrap(guest.memory()), violations);
        boolean tcp = mixer.toss("tcp");
        int lanes = (int) mixer.number("bulk lanes", 1, 4);
        this.transport = new AssertingTransport(tcp ? tcp(lanes) : inMemory(lanes), violations);
        this.host = new AssertingGuestHost(remembering(), violations);
        this.destination = DestinationEnd.builder().transport(transport, tcp ? "127.0.0.1:0" : "destination")
                .host(host).listen();
        this.arrival = CompletableFuture.supplyAsync(destination::receive);
    }

    /** What stands between a part and its asserting wrapper. */
    @FunctionalInterface
    interface Wrapper<T> {
        T wrap(T part);
    }

    private GuestPlatform.Source startGuest(long seed, int pageSizeBytes) {
        long pages = mixer.number("pages", 16, 1500);
        MemoryGeometry geometry = platform.geometry(pages * pageSizeBytes);
        return platform.start("guest", geometry, Workload.sequential(seed, new PageRun(0, pages * 3 / 4),
                new PageRun(pages / 8, pages / 4), mixer.number("steps a second", 1_000, 20_000)));
    }

    private static Transport tcp(int lanes) {
        return new TcpTransport(TcpOptions.DEFAULTS.withBulkConnections(lanes));
    }

    private static Transport inMemory(int lanes) {
        return new InMemoryTransport(InMemoryOptions.DEFAULTS.withBulkLanes(lanes));
    }

    private GuestHost remembering() {
        return (guestId, geometry) -> {
            GuestPlatform.Destination room = platform.reserve(guestId, geometry);
            rooms.add(room);
            return room;
        };
    }

    /** The source's end, of any strategy. */
    SourceEndBuilder source(Wrapper<GuestControl> aroundControl, Wrapper<PushScheduler> aroundScheduler) {
        GuestControl control = AssertingGuestControl.running(aroundControl.wrap(guest.control()), violations);
        return SourceEnd.builder().guest("guest", memory, control).settings(settings())
                .strategy(new AssertingStrategy(strategy(aroundScheduler), violations))
                .transport(transport, destination.address());
    }

    /** The source's end, with nothing between its parts and their asserting wrappers. */
    SourceEndBuilder source() {
        return source(control -> control, scheduler -> scheduler);
    }

    private EngineSettings settings() {
        PushOrder order = mixer.toss("lru") ? PushOrder.LRU : PushOrder.ADDRESS;
        int passes = (int) mixer.number("passes", 1, 3);
        return EngineSettings.defaults().withOrder(new OrderSettings(order, Duration.ofMillis(5), passes));
    }

    private MigrationStrategy strategy(Wrapper<PushScheduler> around) {
        Map<String, Supplier<PushScheduler>> schedulers = Map.of("push", ActivePush::new, "bubbling",
                Bubbling::new, "trend", () -> new Trend(8, new Bubbling()));
        PushScheduler scheduler = new AssertingPushScheduler(around.wrap(mixer.pick("scheduler", schedulers)),
                violations);
        Map<String, Supplier<MigrationStrategy>> strategies = Map.of("stop-and-copy", StopAndCopy::new,
                "precopy",
                Precopy::new, "postcopy", () -> new Postcopy(scheduler), "hybrid",
                () -> new Hybrid(2, scheduler), "one round, then postcopy",
                () -> session -> {
                    session.send(session.dirty());
                    session.push(session.switchOver(Residue.OWE), scheduler);
                    session.complete();
                });
        return mixer.pick("strategy", strategies);
    }

    /** The guest as it has arrived. */
    ProvenGuest arrived() {
        return rooms.getFirst();
    }

    /** Throws where the engine has not kept its side, or has left something open; the migration is over. */
    void checkEnd(boolean arrivedHere) {
        memory.checkEnd();
        host.checkEnd();
        violations.assertNone();
        if (host.open().size() != (arrivedHere ? 1 : 0)) {
            throw new AssertionError(mixer + ": " + host.open().size() + " reservations are open");
        }
        if (transport.openLinks() != 0) {
            throw new AssertionError(mixer + ": " + transport.openLinks() + " links are open");
        }
    }

    @Override
    public void close() {
        destination.close();
        guest.close();
        rooms.forEach(ProvenGuest::close);
    }
}
