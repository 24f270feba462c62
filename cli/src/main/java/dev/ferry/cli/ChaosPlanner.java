package dev.ferry.cli;

import dev.ferry.api.Setting;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.memory.BalloonController;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.ballooning.BallooningSettings;
import dev.ferry.cli.ChaosPlan.Detour;
import dev.ferry.cli.ChaosPlan.Moment;
import dev.ferry.cli.ChaosPlan.Way;
import dev.ferry.engine.EngineSettings;
import dev.ferry.engine.compose.FerryModule;
import dev.ferry.testkit.transport.Fault;
import dev.ferry.testkit.transport.FaultPlan;
import dev.ferry.testkit.transport.LinkEnd;
import dev.ferry.transport.inmemory.InMemoryTransportProvider;
import dev.ferry.transport.tcp.TcpTransportProvider;
import dev.ferry.workload.GuestPlatform;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Draws plans: small guests, so that hundreds of migrations fit into a minute or two; small batches, so that each has
 * many frames to be cut at; short times to wait, but a recovery timeout that no plan exceeds. Equal for equal seeds and
 * equal things to draw from, on any machine.
 *
 * @param methods gone through in turn
 * @param transports to draw from
 * @param listenAddress where to listen; null for loopback
 * @param guests to draw from, the usual one first
 * @param pageable whether guests of these kinds can be paged
 * @param userSettings by key; over what is drawn
 */
record ChaosPlanner(List<Method> methods, List<String> transports, @Nullable String listenAddress,
        List<GuestPlatform> guests, boolean pageable, Map<String, String> userSettings) {

    private static final String TCP = "tcp";
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofMillis(1500);
    private static final Duration LINK_TIMEOUT = Duration.ofMillis(400);
    private static final Duration RECOVERY_TIMEOUT = Duration.ofSeconds(30);
    private static final long MIN_PAGES = 64;
    private static final long MAX_ROUND_FRAMES = 64;
    private static final long STEPS_PER_SECOND = 2_000;
    /** Frames beside those of a round: the handshake, and signs of life. */
    private static final long OTHER_FRAMES = 16;
    /** Post-copy begins with it: HELLO or WELCOME comes before, and few frames until the guest runs. */
    private static final int FIRST_FRAME_OF_HANDOVER = 2;
    private static final int FRAMES_OF_HANDOVER = 8;
    private static final Duration TICK = Duration.ofNanos(50_000);
    /** How late READY and RUNNING are where a link is to be lost between them. */
    private static final Duration ANSWER_TIME = Duration.ofMillis(4);
    private static final int ANSWER_PARTS = 40;
    private static final int MAX_TICKS = 1000;
    private static final List<MigrationPhase> PHASES_TO_CANCEL = List.of(MigrationPhase.RESERVATION,
            MigrationPhase.ROUNDS, MigrationPhase.SWITCHOVER, MigrationPhase.PUSH, MigrationPhase.PAUSED);
    private static final List<MigrationPhase> PHASES_TO_DETOUR = List.of(MigrationPhase.PUSH,
            MigrationPhase.PAUSED);

    /**
     * How a guest is moved.
     *
     * @param strategy by name
     * @param scheduler where the strategy reads that setting
     * @param refersToCold whether it is for paged guests only
     */
    record Method(String strategy, @Nullable String scheduler, boolean refersToCold) {

        @Override
        public String toString() {
            return scheduler == null ? strategy : strategy + " " + scheduler;
        }
    }

    ChaosPlanner {
        methods = List.copyOf(methods);
        transports = List.copyOf(transports);
        guests = List.copyOf(guests);
        userSettings = Map.copyOf(userSettings);
    }

    /** The plan of a seed. */
    ChaosPlan plan(long seed) {
        return new Draw(seed).plan();
    }

    /** One plan being drawn. */
    private final class Draw {

        private final long seed;
        private final SplittableRandom random;
        private final Method method;
        private final String transport;
        private final GuestPlan guest;
        private final long roundBatchPages;
        private final long pushBatchPages;

        private Draw(long seed) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
            this.method = methods.get((int) Math.floorMod(seed, (long) methods.size()));
            this.transport = oneOf(transports);
            this.guest = guest(oneIn(8) ? guests.getLast() : guests.getFirst());
            this.roundBatchPages = batchPages();
            this.pushBatchPages = batchPages();
        }

        private ChaosPlan plan() {
            Map<String, String> settings = settings();
            Moment cut = oneIn(3) ? momentOfHandover() : null;
            Way way = new Way(transport, address(transport, "a"), cut == null ? faults() : slowAtFirst());
            Moment cancel = oneIn(4) ? moment(PHASES_TO_CANCEL) : null;
            Detour detour = oneIn(4) && listenAddress == null ? detour() : null;
            Long reservationBytes = reservationBytes();
            GuestPlan planned = oneIn(3) ? withHeap(settings) : guest;
            return new ChaosPlan(seed, planned, method, way, settings, cut, cancel, detour, reservationBytes);
        }

        /** Half of the guest becomes a heap, which a balloon is busy with; processes often want more than it leaves. */
        private GuestPlan withHeap(Map<String, String> settings) {
            settings.putIfAbsent(BalloonController.CHOICE.key(), BalloonOptions.CONTROLLER);
            settings.putIfAbsent(BallooningSettings.INTERVAL.key(), (1 << random.nextInt(9)) + "ms");
            settings.putIfAbsent(BallooningSettings.PRESSURE.key(), Long.toString(1L << random.nextInt(8)));
            long usedBytes = guest.geometry().memoryBytes() / 2;
            return guest.withHeap(usedBytes, random.nextLong(usedBytes / 2));
        }

        /** So little that the guest always swaps, or as much as it needs; null where it is not paged. */
        private @Nullable Long reservationBytes() {
            boolean paged = method.refersToCold() || oneIn(4);
            return paged && pageable
                    ? (Long) (guest.geometry().memoryBytes() >> 1 + random.nextInt(3))
                    : null;
        }

        private GuestPlan guest(GuestPlatform platform) {
            long pages = MIN_PAGES << random.nextInt(5);
            long workingSetPages = pages >> 1 + random.nextInt(4);
            long stepsPerSecond = STEPS_PER_SECOND * (1 + random.nextInt(20));
            long pageSizeBytes = platform.geometry(1 << 20).pageSizeBytes();
            return GuestPlan.of(platform, pages * pageSizeBytes, workingSetPages * pageSizeBytes,
                    stepsPerSecond * pageSizeBytes, seed);
        }

        private long batchPages() {
            return Math.max(1L << random.nextInt(5), guest.geometry().pageCount() / MAX_ROUND_FRAMES);
        }

        private Map<String, String> settings() {
            Map<String, String> settings = new TreeMap<>();
            long pageSizeBytes = guest.geometry().pageSizeBytes();
            put(settings, EngineSettings.ROUND_BATCH, roundBatchPages * pageSizeBytes);
            put(settings, EngineSettings.PUSH_BATCH, pushBatchPages * pageSizeBytes);
            put(settings, EngineSettings.PUSH_WINDOW, random.nextInt(4));
            long bandwidth = guest.geometry().memoryBytes() * (4 + random.nextInt(16));
            if (oneIn(3)) {
                put(settings, EngineSettings.BANDWIDTH, bandwidth);
            }
            put(settings, EngineSettings.HANDSHAKE_TIMEOUT, HANDSHAKE_TIMEOUT.toMillis() + "ms");
            put(settings, EngineSettings.LINK_TIMEOUT, LINK_TIMEOUT.toMillis() + "ms");
            put(settings, EngineSettings.RECOVERY_TIMEOUT, RECOVERY_TIMEOUT.toMillis() + "ms");
            int lanes = 1 + random.nextInt(3);
            put(settings, InMemoryTransportProvider.BULK_LANES, lanes);
            put(settings, TcpTransportProvider.BULK_CONNECTIONS, lanes);
            settings.putAll(userSettings);
            put(settings, FerryModule.STRATEGY, method.strategy());
            if (method.scheduler() != null) {
                put(settings, PushScheduler.CHOICE, method.scheduler());
            }
            put(settings, FerryModule.TRANSPORT, transport);
            return settings;
        }

        private static void put(Map<String, String> settings, Setting<?> setting, Object value) {
            settings.put(setting.key(), value.toString());
        }

        /** Where a strategy pushes, every other plan strikes on its first link soon after the first frames. */
        private FaultPlan faults() {
            FaultPlan faults = FaultPlan.ofSeed(random.nextLong(), scale());
            boolean strikeHandover = oneIn(2);
            LinkEnd end = oneOf(List.of(LinkEnd.values()));
            Fault fault = faultOfHandover();
            return strikeHandover && method.scheduler() != null ? faults.with(1, end, fault) : faults;
        }

        /** The first link comes as far as the handover, which takes its time. */
        private FaultPlan slowAtFirst() {
            return faults().with(1, LinkEnd.CONNECTING, new Fault.Delay(TICK))
                    .with(1, LinkEnd.LISTENING, new Fault.Delay(ANSWER_TIME));
        }

        private Fault faultOfHandover() {
            int frame = FIRST_FRAME_OF_HANDOVER + random.nextInt(FRAMES_OF_HANDOVER);
            return oneIn(4) ? new Fault.HalfOpen(frame) : new Fault.CutAtFrame(frame, random.nextBoolean());
        }

        /** Up to three passes over memory, as pre-copy has some. */
        private FaultPlan.Scale scale() {
            int passes = 1 + random.nextInt(3);
            return new FaultPlan.Scale(
                    passes * guest.geometry().pageCount() / roundBatchPages + OTHER_FRAMES,
                    passes * guest.geometry().memoryBytes() * 3 / 4, LINK_TIMEOUT);
        }

        private String address(String by, String name) {
            if (listenAddress != null) {
                return listenAddress;
            }
            return by.equals(TCP) ? "127.0.0.1:0" : "ferry-chaos-" + seed + "-" + name;
        }

        private Moment moment(List<MigrationPhase> phases) {
            return new Moment(oneOf(phases),
                    oneIn(2) ? Duration.ZERO : TICK.multipliedBy(random.nextInt(MAX_TICKS)));
        }

        /** Frames do not tell where rounds end: this strikes where pre-copy hands over. */
        private Moment momentOfHandover() {
            return new Moment(MigrationPhase.SWITCHOVER,
                    ANSWER_TIME.multipliedBy(random.nextInt(100)).dividedBy(ANSWER_PARTS));
        }

        private Detour detour() {
            Moment moment = moment(PHASES_TO_DETOUR);
            String by = oneOf(transports);
            return new Detour(moment,
                    new Way(by, address(by, "b"), oneIn(2) ? faults() : FaultPlan.none()));
        }

        private boolean oneIn(int times) {
            return random.nextInt(times) == 0;
        }

        private <T> T oneOf(List<T> list) {
            return list.get(random.nextInt(list.size()));
        }
    }
}
