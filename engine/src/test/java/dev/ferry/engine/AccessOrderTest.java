package dev.ferry.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.event.GuestFate;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.FirstTouches;
import dev.ferry.api.memory.FirstTouchesFile;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.engine.order.OrderSettings;
import dev.ferry.engine.order.PushOrder;
import dev.ferry.engine.order.RecordingSettings;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.strategies.postcopy.ActivePush;
import dev.ferry.strategies.postcopy.Bubbling;
import dev.ferry.strategies.postcopy.DemandPaging;
import dev.ferry.strategies.postcopy.Postcopy;
import dev.ferry.strategies.precopy.StopAndCopy;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import dev.ferry.testkit.wrap.ForwardingMemorySource;
import dev.ferry.transport.inmemory.InMemoryTransport;
import dev.ferry.workload.GuestPlatform;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Migrations that watch the guest at the source, and that record it at the destination. */
@Timeout(60)
class AccessOrderTest {

    private static final long PAGES = 2048;
    /** The pages that the guest of {@link Ferrying} goes round. */
    private static final PageRun WORKING_SET = new PageRun(PAGES / 8, PAGES / 4);
    private static final OrderSettings LRU = new OrderSettings(PushOrder.LRU, Duration.ofMillis(50), 3);

    private final List<String> decisions = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    private final class Decisions implements MigrationListener {
        @Override
        public void onDecision(String decision) {
            decisions.add(decision);
        }
    }

    /** A scheduler that knows pages from elsewhere. */
    private static final class Replaying implements PushScheduler {

        private final PushScheduler push = new ActivePush();

        @Override
        public void begin(PageSet owed) {
            push.begin(owed);
        }

        @Override
        public @Nullable PageRun next(long maxPages) {
            return push.next(maxPages);
        }

        @Override
        public boolean needsAddresses() {
            return true;
        }
    }

    private MigrationReport migrate(Ferrying ferrying, PushScheduler scheduler, OrderSettings order)
            throws Exception {
        Future<Arrival> arrival = ferrying.receive();
        Ferrying.awaitWork(ferrying.guest);
        MigrationReport report = ferrying.source(new Postcopy(scheduler)).listener(new Decisions())
                .settings(EngineSettings.defaults().withOrder(order)).build().migrate();
        arrival.get(30, TimeUnit.SECONDS);
        assertThat(ferrying.arrived().prove()).as("seed %d", Ferrying.SEED).isEmpty();
        assertThat(report.duplicatePages()).isZero();
        return report;
    }

    @Test
    void guestArrivesWholeInTheOrderOfItsLastUse() throws Exception {
        try (Ferrying ferrying = new Ferrying(PAGES)) {
            migrate(ferrying, new Bubbling(), LRU);

            assertThat(decisions)
                    .anyMatch(sentence -> sentence.contains("watches which pages the guest uses"))
                    .anyMatch(sentence -> sentence.contains("was seen to use"));
        }
    }

    @Test
    void pagesUsedLastArePushedFirst() throws Exception {
        try (Ferrying ferrying = new Ferrying(new InMemoryTransport(), "d", new SoftwareGuestPlatform(),
                PAGES,
                50_000)) {
            ReadOrder read = new ReadOrder(ferrying.guest);
            Future<Arrival> arrival = ferrying.receive();
            Ferrying.awaitWork(ferrying.guest);
            SourceEnd.builder().guest(Ferrying.GUEST, read, ferrying.guest.control())
                    .strategy(new Postcopy(new ActivePush()))
                    .transport(ferrying.transport, ferrying.destination.address())
                    .settings(EngineSettings.defaults().withOrder(LRU)).build().migrate();
            arrival.get(30, TimeUnit.SECONDS);

            // Some are asked for before they are pushed, and some are asked for that were not used before.
            assertThat(read.first(WORKING_SET.count()).stream().filter(WORKING_SET::contains).count())
                    .isGreaterThan(WORKING_SET.count() * 9 / 10);
            assertThat(ferrying.arrived().prove()).as("seed %d", Ferrying.SEED).isEmpty();
        }
    }

    @Test
    void schedulerThatBringsAnOrderOfItsOwnWorksOnAddresses() throws Exception {
        try (Ferrying ferrying = new Ferrying(PAGES)) {
            migrate(ferrying, new Replaying(), LRU);
        }

        assertThat(decisions).anyMatch(sentence -> sentence.contains("an order of its own"));
    }

    @Test
    void guestIsNotWatchedUnlessAskedFor() throws Exception {
        try (Ferrying ferrying = new Ferrying(PAGES)) {
            migrate(ferrying, new Bubbling(), OrderSettings.defaults());

            assertThat(decisions).isEmpty();
        }
    }

    @Test
    void strategiesThatDoNotPushAreWatchedToNoHarm() throws Exception {
        try (Ferrying ferrying = new Ferrying(PAGES)) {
            Future<Arrival> arrival = ferrying.receive();
            ferrying.source(new StopAndCopy()).settings(EngineSettings.defaults().withOrder(LRU)).build()
                    .migrate();
            arrival.get(30, TimeUnit.SECONDS);

            assertThat(ferrying.arrived().prove()).as("seed %d", Ferrying.SEED).isEmpty();
        }
    }

    @Test
    void memoryThatCannotBeWatchedIsRefusedBeforeAnythingMoves() {
        try (Ferrying ferrying = new Ferrying(PAGES)) {
            SourceEnd source = SourceEnd.builder()
                    .guest(Ferrying.GUEST, new Unwatched(ferrying.guest.memory()), ferrying.guest.control())
                    .strategy(new Postcopy(new Bubbling()))
                    .transport(ferrying.transport, ferrying.destination.address())
                    .settings(EngineSettings.defaults().withOrder(LRU)).build();

            assertThatThrownBy(source::migrate)
                    .isInstanceOfSatisfying(MigrationFailedException.class, failed -> {
                        assertThat(failed.code()).isEqualTo(ErrorCode.UNSUPPORTED_PLATFORM);
                        assertThat(failed.guestFate()).isEqualTo(GuestFate.RUNS_AT_SOURCE);
                    })
                    .hasMessageContaining("ferry.order = lru").hasMessageContaining("ferry.order = address");
            assertThat(ferrying.arrived()).isNull();
        }
    }

    @Test
    void cancelEndsTheWatch() {
        try (Ferrying ferrying = new Ferrying(PAGES)) {
            SourceEnd source = ferrying.source(new Postcopy(new Bubbling()))
                    .settings(EngineSettings.defaults()
                            .withOrder(new OrderSettings(PushOrder.LRU, Duration.ofHours(1), 1)))
                    .build();
            Future<MigrationReport> migration = ferrying.migrate(source);

            source.cancel();

            assertThatThrownBy(() -> migration.get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(CancellationException.class);
            Ferrying.awaitWork(ferrying.guest);
        }
    }

    @Test
    void recordsFaultsInTheirOrder() throws Exception {
        Path file = folder.resolve("touches");
        EngineSettings recording = EngineSettings.defaults().withRecording(
                new RecordingSettings(Optional.of(file), Duration.ofSeconds(30), Duration.ofMillis(20),
                        (int) PAGES / 2, 3));
        try (Ferrying ferrying = new Ferrying(new InMemoryTransport(), "d", new SoftwareGuestPlatform(),
                PAGES,
                20_000, recording)) {
            ferrying.touchAllAtDestination();
            Future<Arrival> arrival = ferrying.receive();
            Ferrying.awaitWork(ferrying.guest);
            ferrying.source(new Postcopy(new DemandPaging())).build().migrate();
            Arrival arrived = arrival.get(30, TimeUnit.SECONDS);

            FirstTouches touches = arrived.recording().toCompletableFuture().get(30, TimeUnit.SECONDS)
                    .orElseThrow();

            Long[] recorded = touches.pages().filter(ferrying.faults()::contains).boxed()
                    .toArray(Long[]::new);
            assertThat(recorded).isNotEmpty();
            assertThat(ferrying.faults()).startsWith(recorded);
            assertThat(FirstTouchesFile.read(file).pages())
                    .containsExactlyElementsOf(touches.pages().boxed().toList());
            assertThat(touches.guestId()).isEqualTo(Ferrying.GUEST);
            assertThat(touches.generation()).isEqualTo(3);
        }
    }

    @Test
    void recordsTouchesOfPagesThatPushHadPlaced() throws Exception {
        EngineSettings recording = EngineSettings.defaults().withRecording(
                new RecordingSettings(Optional.of(folder.resolve("touches")), Duration.ofSeconds(30),
                        Duration.ofMillis(5), (int) WORKING_SET.count(), 0));
        try (Ferrying ferrying = new Ferrying(new InMemoryTransport(), "d", new SoftwareGuestPlatform(),
                PAGES,
                20_000, recording)) {
            Future<Arrival> arrival = ferrying.receive();
            ferrying.source(new StopAndCopy()).build().migrate();

            FirstTouches touches = arrival.get(30, TimeUnit.SECONDS).recording().toCompletableFuture()
                    .get(30, TimeUnit.SECONDS).orElseThrow();

            assertThat(touches.pages().sorted()).first().isEqualTo(WORKING_SET.first());
            assertThat(touches.size()).isEqualTo((int) WORKING_SET.count());
        }
    }

    /** Lets each pass that is waited for wait until the guest has gone round its working set since the one before. */
    private static final class OncePerTurn implements AccessLog {

        private final AccessLog inner;
        private final GuestControl guest;
        private int passes;

        OncePerTurn(AccessLog inner, GuestControl guest) {
            this.inner = inner;
            this.guest = guest;
        }

        @Override
        public void start() {
            inner.start();
        }

        @Override
        public void collect(PageBitmap touched) {
            long turn = guest.workDone().orElseThrow() + WORKING_SET.count();
            while (passes < LRU.passes() && guest.workDone().orElseThrow() < turn) {
                Thread.onSpinWait();
            }
            passes++;
            inner.collect(touched);
        }

        @Override
        public void stop() {
            inner.stop();
        }
    }

    /** Memory that nothing watches. */
    private static final class Unwatched extends ForwardingMemorySource {

        Unwatched(MemorySource memory) {
            super(memory);
        }

        @Override
        public Optional<AccessLog> accessLog() {
            return Optional.empty();
        }
    }

    /** Memory that remembers in which order it was read, of a guest that uses its whole working set between passes. */
    private static final class ReadOrder extends ForwardingMemorySource {

        private final List<PageRun> views = new CopyOnWriteArrayList<>();
        private final Optional<AccessLog> log;

        ReadOrder(GuestPlatform.Source guest) {
            super(guest.memory());
            log = super.accessLog().map(inner -> new OncePerTurn(inner, guest.control()));
        }

        @Override
        public Optional<AccessLog> accessLog() {
            return log;
        }

        @Override
        public MemorySegment view(PageRun run) {
            views.add(run);
            return super.view(run);
        }

        List<Long> first(long pages) {
            return views.stream().flatMap(run -> LongStream.range(run.first(), run.end()).boxed())
                    .distinct().limit(pages).toList();
        }
    }
}
