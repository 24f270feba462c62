package dev.ferry.testkit.migration;

import dev.ferry.api.FerryException;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.api.transport.Transport;
import dev.ferry.engine.compose.FerryModule;
import dev.ferry.engine.compose.LayeredSettings;
import dev.ferry.engine.compose.Plugin;
import dev.ferry.engine.compose.PluginKind;
import dev.ferry.engine.compose.Plugins;
import dev.ferry.paging.Paging;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import dev.ferry.testkit.transport.FaultPlan;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whole migrations in a test: both ends of the real engine in this JVM, a guest that works while it is moved, and a
 * record of what happened. Each part is chosen by the name of a plugin on the class path, or handed over.
 *
 * <pre>{@code
 *   MigrationResult result = Migrations.strategy("postcopy").scheduler(new MyScheduler()).seed(7).run();
 *
 *   assertThat(result).arrivedWhole().sentEachOwedPageOnce();
 *   assertThat(result.events()).haveAtLeastOne(networkFault());
 * }</pre>
 *
 * Where nothing else is said a software guest of 16 MiB goes over the transport {@code inmemory}. Settings come from the
 * test alone, not from system properties, the environment or a file. For one thread; may be run several times,
 * with a new guest each time, but a part that was handed over stays the same one.
 */
public final class Migrations {

    private static final long DEFAULT_MEMORY_BYTES = 16 << 20;
    private static final long DEFAULT_SEED = 42;
    private static final long DEFAULT_STEPS_PER_SECOND = 10_000;
    /** Both transports that ship with Ferry take it: a port, or for the one in memory a name, that is free. */
    private static final String DEFAULT_ADDRESS = "127.0.0.1:0";
    /** Far more than a guest of some MiB needs on a busy machine. */
    private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(60);

    private final Map<String, String> settings = new TreeMap<>();
    private final Map<PluginKind, Plugin> handedOver = new EnumMap<>(PluginKind.class);
    private GuestPlatform platform = new SoftwareGuestPlatform();
    private @Nullable Paging paging;
    private long memoryBytes = DEFAULT_MEMORY_BYTES;
    private long seed = DEFAULT_SEED;
    private @Nullable Workload workload;
    private String address = DEFAULT_ADDRESS;
    private FaultPlan faults = FaultPlan.none();
    private @Nullable MigrationPhase cancelIn;
    private boolean touchesAll;
    private Duration limit = DEFAULT_LIMIT;

    private Migrations() {
        transport("inmemory");
    }

    /** Migrations by the strategy of that name. */
    public static Migrations strategy(String name) {
        return new Migrations().setting(FerryModule.STRATEGY.key(), name);
    }

    /** Migrations by that strategy. */
    public static Migrations strategy(MigrationStrategy strategy) {
        return new Migrations().handOver(FerryModule.STRATEGY.key(), HandedOver.of(strategy));
    }

    /** The order of push, where the strategy takes one by name. */
    public Migrations scheduler(String name) {
        return setting(PushScheduler.CHOICE.key(), name);
    }

    /** The order of push, where the strategy takes one by name. */
    public Migrations scheduler(PushScheduler scheduler) {
        return handOver(PushScheduler.CHOICE.key(), HandedOver.of(scheduler));
    }

    /** What carries the bytes, between both ends. */
    public Migrations transport(String name) {
        return setting(FerryModule.TRANSPORT.key(), name);
    }

    /** What carries the bytes, between both ends. */
    public Migrations transport(Transport transport) {
        return handOver(FerryModule.TRANSPORT.key(), HandedOver.of(transport));
    }

    private Migrations handOver(String key, Plugin part) {
        handedOver.put(part.kind(), part);
        return setting(key, part.name());
    }

    /** Where the destination listens, in the transport's own spelling; by default a free port on this host. */
    public Migrations address(String address) {
        this.address = address;
        return this;
    }

    /** A setting of the engine or of a plugin, e.g. {@code ferry.push.batch}. */
    public Migrations setting(String key, String value) {
        settings.put(key, value);
        return this;
    }

    /** What kind of guest is moved. */
    public Migrations guest(GuestPlatform platform) {
        this.platform = platform;
        return this;
    }

    /**
     * Holds the guest within a reservation of memory, at both ends: its other pages lie on its swap device.
     *
     * @param paging how; its store is the one of both hosts, and stays the caller's
     */
    public Migrations paged(Paging paging) {
        this.paging = paging;
        return this;
    }

    /** How much memory the guest has. */
    public Migrations memoryBytes(long memoryBytes) {
        this.memoryBytes = memoryBytes;
        return this;
    }

    /**
     * What the guest does. By default three quarters of its memory hold something, and one writer goes round an eighth
     * of it ten thousand times a second.
     */
    public Migrations workload(Workload workload) {
        this.workload = workload;
        return this;
    }

    /** The seed of the default workload. */
    public Migrations seed(long seed) {
        this.seed = seed;
        return this;
    }

    /** What goes wrong with the links, of whichever transport. */
    public Migrations faults(FaultPlan faults) {
        this.faults = faults;
        return this;
    }

    /** Cancels each migration when its source reaches a phase. */
    public Migrations cancelIn(MigrationPhase phase) {
        this.cancelIn = phase;
        return this;
    }

    /**
     * Touches all of the guest's memory as soon as it runs at the destination, so that a strategy which moves pages by
     * faults alone comes to an end. What is touched so counts as network faults like the guest's own.
     */
    public Migrations touchingAllMemory() {
        this.touchesAll = true;
        return this;
    }

    /**
     * How long a migration may take, by default a minute; then both ends are interrupted. Also how long the guest may
     * take for a step of its work afterwards, before it counts as standing still.
     */
    public Migrations limit(Duration limit) {
        this.limit = limit;
        return this;
    }

    /**
     * Moves a new guest, and has it prove its memory where it is then. A migration that fails or is cancelled is a
     * result like any other. An interrupt of the calling thread ends the migration.
     *
     * @throws FerryException where the migration cannot be composed, e.g. of a scheduler that does not exist: as the engine
     *         throws it, before anything is started
     */
    public MigrationResult run() {
        return new MigrationRun(plan()).run();
    }

    private MigrationPlan plan() {
        MemoryGeometry geometry = platform.geometry(memoryBytes);
        return new MigrationPlan(LayeredSettings.read(plugins(), settings),
                paging == null ? platform : new PagedPlatform(platform, paging), geometry,
                workload == null ? defaultWorkload(geometry) : workload, address, faults, cancelIn,
                touchesAll, limit);
    }

    private Plugins plugins() {
        Plugins discovered = Plugins.discover();
        List<Plugin> all = new ArrayList<>(discovered.found());
        all.addAll(handedOver.values());
        return new Plugins(all, discovered.failures());
    }

    private Workload defaultWorkload(MemoryGeometry geometry) {
        PageRun usable = platform.usable(geometry);
        return Workload.sequential(seed, new PageRun(usable.first(), Math.ceilDiv(usable.count() * 3, 4)),
                new PageRun(usable.first(), Math.ceilDiv(usable.count(), 8)), DEFAULT_STEPS_PER_SECOND);
    }
}
