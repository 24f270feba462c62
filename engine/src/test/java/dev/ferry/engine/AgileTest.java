package dev.ferry.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.event.Delivery;
import dev.ferry.api.event.GuestFate;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.Residue;
import dev.ferry.api.strategy.SourceSession;
import dev.ferry.api.transport.Link;
import dev.ferry.api.transport.LinkListener;
import dev.ferry.api.transport.Transport;
import dev.ferry.engine.SwappingMigration.Script;
import dev.ferry.engine.report.FaultFigures.Latency;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.strategies.hybrid.Agile;
import dev.ferry.strategies.hybrid.Hybrid;
import dev.ferry.strategies.postcopy.ActivePush;
import dev.ferry.strategies.postcopy.DemandPaging;
import dev.ferry.testkit.transport.Fault;
import dev.ferry.testkit.transport.FaultPlan;
import dev.ferry.testkit.transport.FaultyTransport;
import dev.ferry.testkit.transport.LinkEnd;
import dev.ferry.testkit.wrap.ForwardingMemorySource;
import dev.ferry.transport.inmemory.InMemoryOptions;
import dev.ferry.transport.inmemory.InMemoryTransport;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cold pages cross as references, and whatever they do meanwhile, the guest reads what it wrote last. */
@Timeout(300)
class AgileTest {

    private static final long PAGES = 256;
    /** In memory at first, pages 0 to 63; cold, up to 191; never touched, the rest. */
    private static final long FIRST_COLD = 64;
    private static final long FIRST_ABSENT = 192;
    private static final long SEED = 20261121;
    private static final int RANDOM_MIGRATIONS = 300;
    private static final EngineSettings SOON_GIVEN_UP = EngineSettings.defaults()
            .withTimeouts(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofMillis(100));

    private static SwappingMigration migration() {
        return migration(new InMemoryTransport(), EngineSettings.defaults());
    }

    private static SwappingMigration migration(Transport transport, EngineSettings settings) {
        SwappingMigration migration = new SwappingMigration(PAGES, transport, settings);
        for (long page = 0; page < FIRST_ABSENT; page++) {
            migration.guest.write(page, page + 1);
        }
        for (long page = FIRST_COLD; page < FIRST_ABSENT; page++) {
            migration.guest.evict(page);
        }
        migration.guest.collectDirty(new PageBitmap(PAGES));
        return migration;
    }

    private static Agile agile() {
        return new Agile(new ActivePush());
    }

    private static Script afterTheRound(Runnable does) {
        return new Script() {
            @Override
            public void afterRound(int round) {
                does.run();
            }
        };
    }

    private static List<Long> pages(long first, long end) {
        return LongStream.range(first, end).boxed().toList();
    }

    @Test
    void coldPagesNeverCross() throws Exception {
        try (SwappingMigration migration = migration()) {
            MigrationReport report = migration.migrate(agile());

            assertThat(migration.sent.pages(Delivery.REFERENCE::equals))
                    .isEqualTo(pages(FIRST_COLD, FIRST_ABSENT));
            assertThat(migration.sent.pages(Delivery.ROUND::equals)).isEqualTo(pages(0, FIRST_COLD));
            assertThat(report.coldReferences()).isEqualTo(FIRST_ABSENT - FIRST_COLD);
            assertThat(report.pagesTransferred()).isEqualTo(PAGES);
            assertThat(report.bytesOnWire()).isBetween(FIRST_COLD * SwappingMigration.PAGE_BYTES,
                    (FIRST_COLD + 1) * SwappingMigration.PAGE_BYTES);
            assertThat(migration.room.readFromDevice().isEmpty()).as("nothing is read before it is touched")
                    .isTrue();
            migration.assertRight("after the migration");
            assertThat(pagesOf(migration.room.readFromDevice())).isEqualTo(pages(FIRST_COLD, FIRST_ABSENT));
            assertThat(migration.guest.openViews()).isZero();
        }
    }

    private static List<Long> pagesOf(PageSet set) {
        return LongStream.range(0, set.pageCount()).filter(set::contains).boxed().toList();
    }

    @Test
    void reportsSwapFaultsAndEvictionTime() throws Exception {
        try (SwappingMigration migration = migration()) {
            migration.script(afterTheRound(() -> migration.guest.write(0, 99)));
            List<Future<Long>> read = List.of(migration.readThere(100), migration.readThere(101));

            MigrationReport report = migration.migrate(referring(session -> {
                session.send(session.dirty());
                PageSet owed = session.switchOver(Residue.OWE);
                read.forEach(AgileTest::result);
                session.push(owed, new ActivePush());
                session.complete();
            }));

            assertThat(read).map(AgileTest::result).containsExactly(101L, 102L);
            assertThat(report.swapFaults()).isEqualTo(2);
            assertThat(report.swapFaultLatencyNanos()).isEqualTo(new Latency(10, 20, 30));
            assertThat(report.evictionTimeNanos()).isEqualTo(report.totalTimeNanos());
            assertThat(report.toText()).contains("swap faults        2", "cold references    128",
                    "eviction time      ");
            assertThat(MigrationReport.fromJson(report.toJson())).isEqualTo(report);
            assertThat(report.withEvictionTime(7).evictionTimeNanos()).isEqualTo(7);
        }
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get(30, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException failed) {
            throw new AssertionError(failed);
        }
    }

    /** A strategy that lets cold pages cross as references. */
    private static MigrationStrategy referring(Consumer<SourceSession> verbs) {
        return new MigrationStrategy() {
            @Override
            public void migrate(SourceSession session) {
                verbs.accept(session);
            }

            @Override
            public boolean refersToCold() {
                return true;
            }
        };
    }

    @Test
    void aColdPageThatIsWrittenComesFromTheSource() throws Exception {
        try (SwappingMigration migration = migration()) {
            migration.script(afterTheRound(() -> migration.guest.write(100, 4711)));

            MigrationReport report = migration.migrate(agile());

            assertThat(report.coldReferences()).isEqualTo(FIRST_ABSENT - FIRST_COLD);
            assertThat(migration.sent.pages(Delivery.PUSH::equals)).containsExactly(100L);
            migration.assertRight("page 100 is stale on the device");
            assertThat(migration.room.readFromDevice().contains(100)).isFalse();
        }
    }

    @Test
    void aColdPageThatIsReadStaysAReference() throws Exception {
        try (SwappingMigration migration = migration()) {
            migration.script(afterTheRound(() -> migration.guest.touch(100)));

            MigrationReport report = migration.migrate(agile());

            assertThat(report.duplicatePages()).isZero();
            migration.assertRight("page 100 is on the device still");
            assertThat(migration.room.readFromDevice().contains(100)).isTrue();
        }
    }

    @Test
    void aPageThatGoesOutAfterItWasSentStaysWhereItIsUnlessItIsDirty() throws Exception {
        try (SwappingMigration migration = migration()) {
            migration.script(afterTheRound(() -> {
                migration.guest.evict(5);
                migration.guest.write(6, 4711);
                migration.guest.evict(6);
            }));

            MigrationReport report = migration.migrate(agile());

            assertThat(report.duplicatePages()).isEqualTo(1);
            assertThat(migration.sent.pages(Delivery.REFERENCE::equals)).contains(6L).doesNotContain(5L);
            assertThat(migration.sent.pages(Delivery.PUSH::equals)).isEmpty();
            migration.assertRight("page 5 came in full, page 6 as a reference after that");
            assertThat(migration.room.readFromDevice())
                    .matches(read -> read.contains(6) && !read.contains(5));
        }
    }

    @Test
    void pagesMayComeAndGoBetweenTheLookAndTheirTurn() throws Exception {
        try (SwappingMigration migration = migration()) {
            migration.script(new Script() {
                @Override
                public void whileSending(long first, long end, Delivery delivery) {
                    if (delivery == Delivery.REFERENCE && migration.guest.word(5) == 6) {
                        migration.guest.evict(4);
                        migration.guest.write(5, 4711);
                        migration.guest.evict(5);
                        migration.guest.write(100, 4712);
                        migration.guest.touch(101);
                        migration.guest.write(102, 4713);
                        migration.guest.evict(102);
                    }
                }
            });

            migration.migrate(agile());

            migration.assertRight("in the middle of the round");
        }
    }

    @Test
    void aFaultForAColdPageIsAnsweredByAReference() throws Exception {
        try (SwappingMigration migration = migration()) {
            Future<Long> read = migration.readThere(100);

            MigrationReport report = migration.migrate(referring(session -> {
                PageSet owed = session.switchOver(Residue.OWE);
                result(read);
                session.push(owed, new ActivePush());
                session.complete();
            }));

            assertThat(result(read)).isEqualTo(101);
            assertThat(migration.sent.pages(Delivery.FAULT::equals)).isEmpty();
            assertThat(report.networkFaults()).isEqualTo(1);
            assertThat(report.coldReferences()).isEqualTo(FIRST_ABSENT - FIRST_COLD);
            assertThat(report.duplicatePages()).isZero();
            migration.assertRight("without a round");
        }
    }

    @Test
    void theRestInThePauseCrossesAsReferencesToo() throws Exception {
        try (SwappingMigration migration = migration()) {
            MigrationReport report = migration.migrate(referring(session -> {
                session.switchOver(Residue.COPY);
                session.complete();
            }));

            assertThat(report.coldReferences()).isEqualTo(FIRST_ABSENT - FIRST_COLD);
            migration.assertRight("all in the pause");
        }
    }

    @Test
    void aStrategyThatDoesNotReferCopiesColdPages() throws Exception {
        try (SwappingMigration migration = migration()) {
            migration.script(afterTheRound(() -> migration.guest.write(100, 4711)));

            MigrationReport report = migration.migrate(new Hybrid(new ActivePush()));

            assertThat(report.coldReferences()).isZero();
            assertThat(migration.guest.cold().orElseThrow().size()).isEqualTo(FIRST_ABSENT - FIRST_COLD - 1);
            assertThat(migration.guest.openViews()).isZero();
            migration.assertRight("all copied");
            assertThat(migration.room.readFromDevice().isEmpty()).isTrue();
        }
    }

    @Test
    void whatIsColdIsNotMissingAfterALostLink() throws Exception {
        EngineSettings pageByPage = EngineSettings.defaults().withBatches(32 << 10,
                SwappingMigration.PAGE_BYTES);
        // The frames of the round, and some of push, with room to spare for ALIVE.
        FaultPlan plan = FaultPlan.of(1, LinkEnd.CONNECTING, new Fault.CutAtFrame(40, false));
        try (SwappingMigration migration = migration(
                new FaultyTransport(new InMemoryTransport(), plan, event -> {}), pageByPage)) {
            migration.script(afterTheRound(() -> {
                for (long page = 0; page < FIRST_COLD; page++) {
                    migration.guest.write(page, 4711 + page);
                    migration.guest.write(page + FIRST_COLD, 4711 + page);
                    migration.guest.evict(page + FIRST_COLD);
                }
            }));

            MigrationReport report = migration.migrate(agile());

            assertThat(report.recoveries()).isEqualTo(1);
            assertThat(report.coldReferences()).as("those of the round, and the written ones once more")
                    .isEqualTo(FIRST_ABSENT - FIRST_COLD + FIRST_COLD);
            migration.assertRight("after a recovery");
        }
    }

    /** Another link does not help against that: the migration ends, and both ends say why. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void givesUpWhereOwedPagesCannotBeReadFromTheDevice(int lanes) {
        try (SwappingMigration migration = migration(
                new InMemoryTransport(InMemoryOptions.DEFAULTS.withBulkLanes(lanes)), SOON_GIVEN_UP)) {
            assertGivenUp(migration,
                    session -> session.push(session.switchOver(Residue.OWE), new ActivePush()));
        }
    }

    @Test
    void givesUpWhereAFaultCannotBeAnsweredFromTheDevice() {
        try (SwappingMigration migration = migration(new InMemoryTransport(), SOON_GIVEN_UP)) {
            assertGivenUp(migration, session -> {
                PageSet owed = session.switchOver(Residue.OWE);
                migration.readThere(FIRST_COLD);
                session.push(owed, new DemandPaging());
            });
        }
    }

    private static void assertGivenUp(SwappingMigration migration, MigrationStrategy strategy) {
        SourceEnd source = migration.source(strategy)
                .guest("guest", new LostDevice(migration.guest), migration.guest).build();

        MigrationFailedException failed = catchThrowableOfType(MigrationFailedException.class,
                source::migrate);

        assertThat(failed.code()).isEqualTo(ErrorCode.SWAP_UNREACHABLE);
        assertThat(failed.guestFate()).isEqualTo(GuestFate.LOST);
        assertThat(failed).hasMessageContaining("the device is gone; given up").hasMessageContaining(
                "what was in memory at the pause is here, and the rest on the guest's swap device");
        assertThat(source.report().recoveries()).isZero();
        assertThat(migration.guest.isPaused()).isTrue();
        MigrationFailedException there = migration.failureThere();
        assertThat(there.code()).isEqualTo(ErrorCode.SWAP_UNREACHABLE);
        assertThat(there.guestFate()).isEqualTo(GuestFate.LOST);
        assertThat(there).hasMessageContaining("the source ended the migration: the device is gone");
    }

    /** From the pause on, cold pages cannot be read. */
    private static final class LostDevice extends ForwardingMemorySource {

        private final SwappingGuest guest;

        LostDevice(SwappingGuest guest) {
            super(guest);
            this.guest = guest;
        }

        @Override
        public MemorySegment view(PageRun run) {
            PageSet cold = guest.cold().orElseThrow();
            if (guest.isPaused() && cold.next(run.first(), run.end()) != PageSet.NONE) {
                throw new FerryException(ErrorCode.SWAP_UNREACHABLE, "the device is gone");
            }
            return super.view(run);
        }
    }

    /** What was written last is where the guest runs, wherever the first link ends. */
    @ParameterizedTest
    @EnumSource(LinkEnd.class)
    void endsRightWhereverTheLinkIsCut(LinkEnd end) throws Exception {
        boolean cut = true;
        int frame = 1;
        int recovered = 0;
        for (; cut; frame++) {
            List<String> events = new CopyOnWriteArrayList<>();
            FaultPlan plan = FaultPlan.of(1, end, new Fault.CutAtFrame(frame, frame % 2 == 0));
            try (SwappingMigration migration = migration(
                    new FaultyTransport(new InMemoryTransport(), plan, events::add),
                    EngineSettings.defaults().withBatches(8 << 10, 4 << 10))) {
                migration.script(afterTheRound(() -> rewriteAndEvict(migration.guest)));
                recovered += endsRight(migration, plan.toString());
            }
            cut = !events.isEmpty();
        }
        assertThat(frame).as("frames that were cut at").isGreaterThan(10);
        assertThat(recovered).as("recoveries of %d migrations", frame).isPositive();
    }

    private static int endsRight(SwappingMigration migration, String name) throws Exception {
        try {
            MigrationReport report = migration.migrate(agile());
            migration.assertRight(name);
            return report.recoveries();
        } catch (MigrationFailedException failed) {
            assertThat(failed.guestFate()).as(name).isEqualTo(GuestFate.RUNS_AT_SOURCE);
            assertThat(migration.guest.isPaused()).as(name).isFalse();
            return 0;
        }
    }

    /** Pages in memory and cold ones are written; of either some are out then. */
    private static void rewriteAndEvict(SwappingGuest guest) {
        for (long page = 0; page < 2 * FIRST_COLD; page++) {
            guest.write(page, 4711 + page);
            if (page % 3 == 0) {
                guest.evict(page);
            }
        }
    }

    @Test
    void aDestinationWithoutADeviceRefusesAndTheGuestRunsOn() {
        try (Ferrying ferrying = new Ferrying(PAGES)) {
            Future<Arrival> arrival = ferrying.receive();
            SwappingGuest guest = new SwappingGuest(ferrying.guest.memory().geometry(),
                    new HashMap<>());
            SourceEnd source = SourceEnd.builder().guest("guest", guest, guest).strategy(agile())
                    .transport(ferrying.transport, ferrying.destination.address()).build();

            MigrationFailedException refused = catchThrowableOfType(MigrationFailedException.class,
                    source::migrate);

            assertThat(refused.code()).isEqualTo(ErrorCode.RESERVATION_REFUSED);
            assertThat(refused.guestFate()).isEqualTo(GuestFate.RUNS_AT_SOURCE);
            assertThat(refused).hasMessageContaining("set ferry.swap here");
            assertThat(arrival).failsWithin(Duration.ofSeconds(30));
        }
    }

    @Test
    void aGuestWithoutADeviceIsRefusedBeforeAnythingIsConnected() {
        try (Ferrying ferrying = new Ferrying(PAGES)) {
            SourceEnd source = ferrying.source(agile()).transport(new NoTransport(), "nowhere").build();

            MigrationFailedException refused = catchThrowableOfType(MigrationFailedException.class,
                    source::migrate);

            assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_SETTING);
            assertThat(refused).hasMessageContaining("guest " + Ferrying.GUEST + " has none: set ferry.swap");
            Ferrying.awaitWork(ferrying.guest);
        }
    }

    private static final class NoTransport implements Transport {

        @Override
        public LinkListener listen(String address) {
            throw new AssertionError("not asked for");
        }

        @Override
        public Link connect(String address) {
            throw new AssertionError("connected to " + address);
        }
    }

    /**
     * Rounds, and pages that are written, read and taken out at random after each round and while it goes on: the last
     * value before the pause is what the guest finds.
     */
    @Test
    void findsTheLastValueOfEachPageWhateverHappened() throws Exception {
        for (long number = 0; number < RANDOM_MIGRATIONS; number++) {
            SplittableRandom random = new SplittableRandom(SEED + number);
            int rounds = random.nextInt(4);
            Residue residue = random.nextBoolean() ? Residue.OWE : Residue.COPY;
            int lanes = 1 + random.nextInt(3);
            String name = "seed " + (SEED + number) + ", " + rounds + " rounds, " + residue + ", " + lanes
                    + " lanes";
            try (SwappingMigration migration = new SwappingMigration(64,
                    new InMemoryTransport(InMemoryOptions.DEFAULTS.withBulkLanes(lanes)),
                    EngineSettings.defaults().withBatches(2048, 1024))) {
                live(migration.guest, random, 150);
                migration.script(new Script() {
                    @Override
                    public void afterRound(int round) {
                        liveOn(migration.guest, random, 20);
                    }

                    @Override
                    public void whileSending(long first, long end, Delivery delivery) {
                        if (delivery == Delivery.ROUND || delivery == Delivery.REFERENCE) {
                            liveOn(migration.guest, random, 2);
                        }
                    }
                });

                migration.migrate(referring(session -> {
                    for (int round = 0; round < rounds; round++) {
                        session.send(session.dirty());
                    }
                    session.push(session.switchOver(residue), new ActivePush());
                    session.complete();
                }));

                migration.assertRight(name);
            }
        }
    }

    /** Several lanes may want it to at a time; and once it is paused it does nothing. */
    private static void liveOn(SwappingGuest guest, SplittableRandom random, int steps) {
        synchronized (random) {
            if (!guest.isPaused()) {
                live(guest, random, steps);
            }
        }
    }

    private static void live(SwappingGuest guest, SplittableRandom random, int steps) {
        for (int step = 0; step < steps; step++) {
            long page = random.nextLong(guest.geometry().pageCount());
            switch (random.nextInt(4)) {
                case 0 -> guest.touch(page);
                case 1 -> guest.write(page, random.nextLong(1, 1000));
                default -> guest.evict(page);
            }
        }
    }
}
