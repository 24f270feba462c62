package dev.ferry.testkit.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.event.GuestFate;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.transport.Transport;
import dev.ferry.engine.DestinationEnd;
import dev.ferry.engine.EngineSettings;
import dev.ferry.engine.MigrationFailedException;
import dev.ferry.engine.SourceEnd;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.strategies.hybrid.Agile;
import dev.ferry.strategies.hybrid.Hybrid;
import dev.ferry.strategies.postcopy.ActivePush;
import dev.ferry.strategies.postcopy.BubbleDirection;
import dev.ferry.strategies.postcopy.Bubbling;
import dev.ferry.strategies.postcopy.DemandPaging;
import dev.ferry.strategies.postcopy.Postcopy;
import dev.ferry.strategies.postcopy.Trend;
import dev.ferry.strategies.precopy.AdaptiveBandwidth;
import dev.ferry.strategies.precopy.Convergence;
import dev.ferry.strategies.precopy.DowntimeRamp;
import dev.ferry.strategies.precopy.GivingUp;
import dev.ferry.strategies.precopy.Precopy;
import dev.ferry.strategies.precopy.StopAndCopy;
import dev.ferry.strategies.precopy.StunSteps;
import dev.ferry.testkit.internal.Background;
import dev.ferry.testkit.transport.Fault;
import dev.ferry.testkit.transport.FaultPlan;
import dev.ferry.testkit.transport.FaultyTransport;
import dev.ferry.testkit.transport.LinkEnd;
import dev.ferry.testkit.wrap.Mixer;
import dev.ferry.transport.inmemory.InMemoryOptions;
import dev.ferry.transport.inmemory.InMemoryTransport;
import dev.ferry.workload.Heap;
import dev.ferry.workload.ProvenGuest;
import dev.ferry.workload.Workload;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A guest whose balloon grows and shrinks between any two calls of the engine's, while processes come and go and the
 * guest writes, moved by every strategy, cancelled, and over links that are lost: nothing is lost and nothing
 * resurrected, wherever it is in the end, and what was in the balloon all the time costs nothing.
 */
@Timeout(120)
class BalloonedMigrationTest {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int PAGE_BYTES = 512;
    private static final int SEEDS = 150;

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    private static Map<String, Supplier<MigrationStrategy>> strategies() {
        // Rounds that never are good enough: each of them is a chance to go wrong.
        Convergence fiveRounds = new Convergence(new DowntimeRamp(Duration.ZERO, Duration.ZERO, 1), 5,
                Duration.ZERO);
        return Map.of("stop-and-copy", StopAndCopy::new, "precopy", Precopy::new, "precopy of rounds",
                () -> new Precopy(fiveRounds, StunSteps.OFF, AdaptiveBandwidth.OFF, GivingUp.FORCE),
                "postcopy by push", () -> new Postcopy(new ActivePush()), "postcopy by bubbling",
                () -> new Postcopy(new Bubbling()), "postcopy by trend",
                () -> new Postcopy(
                        new Trend(8, new Bubbling(7, BubbleDirection.DUAL, 64))),
                "postcopy on demand", () -> new Postcopy(new DemandPaging()), "hybrid",
                () -> new Hybrid(new Bubbling()), "hybrid of rounds", () -> new Hybrid(3, new ActivePush()),
                "agile", () -> new Agile(new Bubbling()));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void isWholeWhereverItIs(long seed) throws Exception {
        Mixer mixer = new Mixer(seed);
        try (Run run = new Run(mixer)) {
            run.migrate();
        }
    }

    /** One migration. */
    private static final class Run implements AutoCloseable {

        private final Mixer mixer;
        private final Random random;
        private final MigrationStrategy strategy;
        private final boolean held;
        private final boolean onDemand;
        private final SteppedGuest guest;
        private final EngineSettings settings;
        private final Arrivals arrivals;
        private final DestinationEnd destination;
        private final EventRecorder events = new EventRecorder();
        private final CompletableFuture<SourceEnd> source = new CompletableFuture<>();
        private final long cancelAtCall;
        private long calls;
        /** Pages that were in the balloon all the time. */
        private final PageBitmap idle;

        Run(Mixer mixer) {
            this.mixer = mixer;
            this.random = new Random(mixer.number("what happens", 0, Integer.MAX_VALUE));
            this.strategy = mixer.pick("strategy", strategies());
            this.onDemand = mixer.toString().contains("on demand");
            this.held = mixer.toss("held until all has come");
            this.settings = EngineSettings.defaults()
                    .withBatches(mixer.number("round batch", 1, 32) << 10, 4 << 10)
                    .withRoundPeek(mixer.toss("peeks") ? Duration.ofNanos(1) : Duration.ZERO);
            this.guest = guest();
            this.cancelAtCall = mixer.number("cancelled at call", 1, 400);
            Transport transport = transport();
            this.arrivals = new Arrivals(PAGE_BYTES, held, onDemand);
            this.destination = DestinationEnd.builder().transport(transport, "there").host(arrivals::reserve)
                    .settings(settings).listener(events.listener(Side.DESTINATION, _ -> {})).listen();
            source.complete(SourceEnd.builder().guest("guest", guest, guest).strategy(strategy)
                    .settings(settings).transport(transport, destination.address())
                    .listener(events.listener(Side.SOURCE, phase -> {
                        if (phase == MigrationPhase.PUSH && !held) {
                            arrivals.disturb();
                        }
                    })).build());
            this.idle = guest.ballooned();
            guest.onCall(this::happen);
        }

        private SteppedGuest guest() {
            long patterned = mixer.number("patterned pages", 8, 100);
            long heap = mixer.number("heap pages", 60, 1200);
            Workload workload = Workload
                    .sequential(mixer.number("seed of the work", 1, 1000), new PageRun(0, patterned),
                            new PageRun(patterned / 4, Math.max(1, patterned / 2)), 2_000)
                    .with(new Heap(new PageRun(patterned, heap), mixer.number("process pages", 0, heap / 3)));
            SteppedGuest made = new SteppedGuest(
                    MemoryGeometry.flat(PAGE_BYTES, patterned + heap + mixer.number("other pages", 0, 40)),
                    workload);
            made.balloon().inflate(mixer.number("balloon pages", 0, heap));
            return made;
        }

        private Transport transport() {
            Transport transport = new InMemoryTransport(
                    InMemoryOptions.DEFAULTS.withBulkLanes((int) mixer.number("bulk lanes", 1, 2)));
            if (mixer.number("a link is lost, if 0", 0, 3) > 0) {
                return transport;
            }
            LinkEnd end = mixer.toss("by the source") ? LinkEnd.CONNECTING : LinkEnd.LISTENING;
            return new FaultyTransport(transport, FaultPlan.of(1, end, new Fault.CutAtFrame(
                    mixer.number("frame", 1, 40), mixer.toss("delivered"))), _ -> {});
        }

        /** Some of what a guest and its controller do, between two calls of the engine's. */
        private void happen() {
            calls++;
            if (calls == cancelAtCall) {
                source.join().cancel();
            }
            for (int things = random.nextInt(3); things > 0; things--) {
                switch (random.nextInt(6)) {
                    case 0 -> guest.balloon().inflate(random.nextInt(300));
                    case 1 -> guest.balloon().deflate(random.nextInt(100));
                    case 2 -> guest.balloon().press(random.nextInt(50));
                    default -> {
                        for (int steps = random.nextInt(20); steps > 0; steps--) {
                            guest.step();
                        }
                    }
                }
            }
            idle.retainAll(guest.ballooned());
        }

        void migrate() throws Exception {
            try (EndThread receiving = new EndThread(Side.DESTINATION, destination::receive)) {
                try {
                    MigrationReport report = source.join().migrate();
                    assertThat(receiving.awaitEnd(LIMIT)).as("%s: it has arrived", mixer).isTrue();
                    assertThat(report.pagesTransferred() - report.duplicatePages()).as("%s", mixer)
                            .isEqualTo(guest.geometry().pageCount());
                    assertArrived();
                } catch (CancellationException cancelled) {
                    assertStayed();
                } catch (MigrationFailedException failed) {
                    assertThat(failed.guestFate()).as("%s: %s", mixer, failed)
                            .isEqualTo(GuestFate.RUNS_AT_SOURCE);
                    assertStayed();
                }
            }
        }

        private void assertArrived() throws InterruptedException {
            assertThat(guest.isPaused()).as("%s: it is paused at the source", mixer).isTrue();
            assertThat(guest.prove()).as("%s: what the source has sent is whole", mixer).isEmpty();
            if (held) {
                assertThat(arrivals.contents().mismatch(guest.contents()))
                        .as("%s: first byte that differs", mixer).isEqualTo(-1);
            }
            if (idle.size() > guest.geometry().pageCount() / 16) {
                assertIdlePagesCostNothing();
            }
            arrivals.letRun();
            ProvenGuest arrived = arrivals.guest();
            assertThat(arrived.prove()).as("%s", mixer).isEmpty();
            long steps = arrived.control().workDone().orElseThrow();
            Background.await(LIMIT, "20 steps",
                    () -> arrived.control().workDone().orElseThrow() >= steps + 20);
            assertThat(arrived.prove()).as("%s, later", mixer).isEmpty();
        }

        /** Where little is absent it is owed like the rest. */
        private void assertIdlePagesCostNothing() {
            assertThat(events.events()).filteredOn(this::isFaultOfIdlePage)
                    .as("%s: faults of ballooned pages", mixer).isEmpty();
            if (held && !onDemand) {
                assertThat(common(arrivals.inPlace(), idle)).as("%s: ballooned pages that take memory", mixer)
                        .isEqualTo(PageSet.NONE);
            }
        }

        private boolean isFaultOfIdlePage(MigrationEvent event) {
            return event instanceof MigrationEvent.NetworkFault(long page) && idle.contains(page);
        }

        private static long common(PageBitmap one, PageBitmap other) {
            one.retainAll(other);
            return one.next(0);
        }

        private void assertStayed() {
            assertThat(guest.isPaused()).as("%s: it is paused", mixer).isFalse();
            assertThat(guest.prove()).as("%s", mixer).isEmpty();
            for (int step = 0; step < 200; step++) {
                guest.step();
            }
            assertThat(guest.prove()).as("%s, later", mixer).isEmpty();
        }

        @Override
        public void close() {
            destination.close();
            arrivals.close();
        }
    }
}
