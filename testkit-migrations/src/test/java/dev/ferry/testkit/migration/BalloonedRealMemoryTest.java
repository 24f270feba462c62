package dev.ferry.testkit.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.memory.Balloon;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.engine.DestinationEnd;
import dev.ferry.engine.compose.Composition;
import dev.ferry.engine.compose.FerryModule;
import dev.ferry.engine.compose.LayeredSettings;
import dev.ferry.engine.compose.Plugins;
import dev.ferry.memory.linux.GuestMemory.Backing;
import dev.ferry.memory.linux.guest.LinuxGuestPlatform;
import dev.ferry.testkit.internal.Background;
import dev.ferry.transport.inmemory.InMemoryTransport;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.Heap;
import dev.ferry.workload.ProvenGuest;
import dev.ferry.workload.Workload;
import java.io.Closeable;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Guests in real memory whose balloon moves all the time, before, during and after their migration. */
@ParameterizedClass
@EnumSource
@Timeout(300)
class BalloonedRealMemoryTest {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final PageRun PATTERNED = new PageRun(16, 500);
    private static final long HEAP_PAGES = 3_000;
    private static final long PROCESS_PAGES = 900;

    @Parameter
    Backing backing;

    private final long seed = System.nanoTime();
    private GuestPlatform platform;

    @BeforeEach
    void needsThePlatform() {
        platform = new LinuxGuestPlatform(backing);
        assumeThat(platform.unavailable().orElse("")).isEmpty();
    }

    /** Moves a balloon at random, on a thread of its own, until it is closed. */
    private static final class Mover implements AutoCloseable {

        private final Balloon balloon;
        private final Random random;
        private final AtomicLong moved = new AtomicLong();
        private final Thread thread;
        private volatile boolean ended;

        Mover(Balloon balloon, long seed) {
            this.balloon = balloon;
            this.random = new Random(seed);
            this.thread = Thread.ofPlatform().daemon().name("balloon-of-the-test").start(this::move);
        }

        private void move() {
            while (!ended) {
                moved.addAndGet(switch (random.nextInt(8)) {
                    case 0, 1, 2 -> balloon.inflate(random.nextInt(2_000));
                    case 3, 4, 5 -> balloon.deflate(random.nextInt(1_000));
                    case 6 -> answerPressure(random.nextInt(1, 1_000));
                    default -> 0;
                });
                Thread.yield();
            }
        }

        private long answerPressure(long least) {
            balloon.onPressure(pages -> {
                balloon.deflate(Math.max(pages, least));
                return balloon.sizePages();
            });
            return 0;
        }

        void awaitMoved(long pages) {
            long target = moved.get() + pages;
            Background.await(LIMIT, "a balloon that moves", () -> moved.get() >= target);
        }

        @Override
        public void close() {
            ended = true;
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop-and-copy", "precopy", "postcopy", "hybrid"})
    void arrivesWholeHoweverItsBalloonMoves(String strategy) throws Exception {
        Composition composition = Composition.of(LayeredSettings.read(Plugins.discover(),
                Map.of(FerryModule.STRATEGY.key(), strategy, FerryModule.TRANSPORT.key(), "inmemory")));
        InMemoryTransport transport = new InMemoryTransport();
        CompletableFuture<Mover> there = new CompletableFuture<>();
        try (GuestPlatform.Source source = start();
                TestHost host = new TestHost(platform);
                // Before the guest: a balloon that moves in memory that is unmapped ends the JVM.
                Closeable _ = () -> closeWhereThereIs(there);
                DestinationEnd destination = composition.destination("0").transport(transport, "0").host(host)
                        .listener(new EventRecorder().listener(Side.DESTINATION, phase -> {
                            if (phase == MigrationPhase.PUSH) {
                                there.complete(mover(host.guest(), 2));
                            }
                        })).listen();
                EndThread receiving = new EndThread(Side.DESTINATION, destination::receive);
                Mover here = mover(source, 1)) {
            here.awaitMoved(HEAP_PAGES);
            composition.source(destination.address()).transport(transport, destination.address())
                    .guest("guest", source.memory(), source.control()).build().migrate();
            assertThat(receiving.awaitEnd(LIMIT)).isTrue();
            assertThat(receiving.failure()).isEmpty();
            assertThat(source.prove()).as("what was sent, seed %d", seed).isEmpty();
            assertStaysWhole(host.guest(), there);
        }
    }

    private static void closeWhereThereIs(CompletableFuture<Mover> mover) {
        if (mover.isDone()) {
            mover.join().close();
        }
    }

    /** Also with all that its balloon gives and takes at the destination. */
    private void assertStaysWhole(ProvenGuest guest, CompletableFuture<Mover> early) {
        assertThat(guest.prove()).as("seed %d", seed).isEmpty();
        try (Mover mover = early.isDone() ? early.join() : mover(guest, 2)) {
            mover.awaitMoved(HEAP_PAGES);
            long steps = steps(guest);
            Background.await(LIMIT, "steps", () -> steps(guest) > steps + PROCESS_PAGES);
        }
        assertThat(guest.prove()).as("later, seed %d", seed).isEmpty();
    }

    private static long steps(ProvenGuest guest) {
        return guest.control().workDone().orElseThrow();
    }

    private Mover mover(ProvenGuest guest, long number) {
        return new Mover(guest.balloon().orElseThrow(), seed + number);
    }

    private GuestPlatform.Source start() {
        return platform.start("guest", MemoryGeometry.flat(4096, PATTERNED.end() + HEAP_PAGES),
                Workload.sequential(seed, PATTERNED, PATTERNED, 20_000)
                        .with(new Heap(new PageRun(PATTERNED.end(), HEAP_PAGES), PROCESS_PAGES)));
    }
}
