package dev.ferry.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ferry.api.event.GuestFate;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.guest.Reservation;
import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.api.transport.Transport;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.strategies.postcopy.ActivePush;
import dev.ferry.strategies.postcopy.DemandPaging;
import dev.ferry.strategies.postcopy.Postcopy;
import dev.ferry.strategies.precopy.StopAndCopy;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import dev.ferry.testkit.transport.Fault;
import dev.ferry.testkit.transport.FaultPlan;
import dev.ferry.testkit.transport.FaultyTransport;
import dev.ferry.testkit.transport.LinkEnd;
import dev.ferry.transport.inmemory.InMemoryTransport;
import dev.ferry.transport.tcp.TcpTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A link that is lost after switchover is no lost guest: both ends wait, meet again and go on, or are told not to. */
@Timeout(60)
class RecoveryTest {

    private static final long PAGES = 256;
    /** Active push sends a page at a time, so that a frame that is counted is a page that is there. */
    private static final EngineSettings SETTINGS = EngineSettings.defaults().withBatches(32 << 10, 4 << 10)
            .withRoundPeek(Duration.ofNanos(1))
            .withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(30));

    /** Some frames of active push, and all before it with room to spare for ALIVE. */
    private static final int FRAME_OF_PUSH = 60;

    private final List<MigrationPhase> phases = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch paused = new CountDownLatch(1);
    private final MigrationListener phaseKeeper = new MigrationListener() {
        @Override
        public void onPhase(MigrationPhase phase) {
            phases.add(phase);
            if (phase == MigrationPhase.PAUSED) {
                paused.countDown();
            }
        }
    };

    private static Ferrying ferrying(FaultPlan plan) {
        return ferrying(new FaultyTransport(new InMemoryTransport(), plan, event -> {}));
    }

    private static Ferrying ferrying(Transport transport) {
        return new Ferrying(transport, "b", new SoftwareGuestPlatform(), PAGES, 20_000, SETTINGS);
    }

    private static FaultPlan cutInPush(int link) {
        return FaultPlan.of(link, LinkEnd.CONNECTING, new Fault.CutAtFrame(FRAME_OF_PUSH, false));
    }

    private SourceEnd source(Ferrying ferrying, MigrationStrategy strategy) {
        return ferrying.source(strategy).settings(SETTINGS).listener(phaseKeeper).build();
    }

    private static void assertArrived(Ferrying ferrying, Future<Arrival> arrival) throws Exception {
        arrival.get(30, TimeUnit.SECONDS);
        Ferrying.awaitWork(ferrying.arrived());
        assertThat(ferrying.arrived().prove()).as("seed %d", Ferrying.SEED).isEmpty();
    }

    private static MigrationFailedException failure(Future<?> future) {
        return (MigrationFailedException) catchThrowableOfType(ExecutionException.class,
                () -> future.get(30, TimeUnit.SECONDS)).getCause();
    }

    @Test
    void pushPausesAndGoesOnAndSaysSo() throws Exception {
        try (Ferrying ferrying = ferrying(cutInPush(1))) {
            Future<Arrival> arrival = ferrying.receive();

            MigrationReport report = source(ferrying, new Postcopy(new ActivePush())).migrate();

            assertArrived(ferrying, arrival);
            assertThat(report.recoveries()).isEqualTo(1);
            assertThat(report.timeLostNanos()).isPositive().isLessThan(report.totalTimeNanos());
            assertThat(report.toText()).contains("recoveries         1, ");
            assertThat(phases).containsSubsequence(MigrationPhase.PUSH, MigrationPhase.PAUSED,
                    MigrationPhase.PUSH,
                    MigrationPhase.COMPLETED);
        }
    }

    /** At frame 30 a link has recovered, whatever number of times it has said ALIVE. */
    @Test
    void anyNumberOfTimesAlsoWhereRecoveryItselfFails() throws Exception {
        FaultPlan plan = FaultPlan.none();
        for (int link = 1; link <= 6; link++) {
            plan = plan
                    .with(link, LinkEnd.CONNECTING,
                            new Fault.CutAtFrame(link == 1 ? FRAME_OF_PUSH : 30, false))
                    .withRefusals(link, 2);
        }
        plan = plan.with(3, LinkEnd.LISTENING, new Fault.CutAtFrame(1, false)).with(4, LinkEnd.CONNECTING,
                new Fault.CutAtFrame(1, false));
        try (Ferrying ferrying = ferrying(plan)) {
            Future<Arrival> arrival = ferrying.receive();

            MigrationReport report = source(ferrying, new Postcopy(new ActivePush())).migrate();

            assertArrived(ferrying, arrival);
            assertThat(report.recoveries()).as("%s", plan).isEqualTo(4);
        }
    }

    @Test
    void theGuestIsHeldUpOnMissingPagesOnly() throws Exception {
        FaultPlan plan = FaultPlan
                .of(1, LinkEnd.CONNECTING, new Fault.CutAtFrame(FRAME_OF_PUSH + PAGES / 4, false))
                .withRefusals(1, Integer.MAX_VALUE);
        try (Ferrying ferrying = ferrying(plan)) {
            Future<Arrival> arrival = ferrying.receive();
            SourceEnd source = source(ferrying, new Postcopy(new FirstQuarterFirst()));
            Future<MigrationReport> migration = ferrying.migrate(source);
            paused.await();

            for (int round = 0; round < PAGES; round++) {
                Ferrying.awaitWork(ferrying.arrived());
            }

            assertThat(migration.isDone()).isFalse();
            assertThat(source.giveUp()).isTrue();
            assertLost(failure(migration), "all of it as of the pause is here");
            giveUp(ferrying.destination, arrival);
            assertLost(failure(arrival), "pages never came, and it cannot go on without them");
        }
    }

    private static void assertLost(MigrationFailedException failed, String held) {
        assertThat(failed.guestFate()).isEqualTo(GuestFate.LOST);
        assertThat(failed).hasMessageContaining("The guest is lost").hasMessageContaining(held);
    }

    private static void giveUp(DestinationEnd destination, Future<Arrival> arrival) {
        while (!arrival.isDone()) {
            destination.giveUp(Ferrying.GUEST);
            Thread.onSpinWait();
        }
    }

    /** Pushes what the guest works on, then the rest. */
    private static final class FirstQuarterFirst implements PushScheduler {

        private PageSet owed = new PageBitmap(0);
        private long next;

        @Override
        public void begin(PageSet pages) {
            owed = pages;
            next = PAGES / 8;
        }

        @Override
        public PageRun next(long maxPages) {
            long first = owed.next(next % PAGES);
            next = first == PageSet.NONE ? 0 : first + 1;
            return first == PageSet.NONE ? new PageRun(owed.next(0), 1) : new PageRun(first, 1);
        }
    }

    @Test
    void goesOnOverAnotherTransport() throws Exception {
        try (Ferrying ferrying = ferrying(cutInPush(1).withRefusals(1, Integer.MAX_VALUE))) {
            TcpTransport tcp = new TcpTransport();
            String other = ferrying.destination.alsoListen(tcp, "127.0.0.1:0");
            Future<Arrival> arrival = ferrying.receive();
            SourceEnd source = source(ferrying, new Postcopy(new ActivePush()));
            Future<MigrationReport> migration = ferrying.migrate(source);
            paused.await();

            assertThat(source.resumeOver(tcp, other)).isTrue();

            assertThat(migration.get(30, TimeUnit.SECONDS).recoveries()).isEqualTo(1);
            assertArrived(ferrying, arrival);
        }
    }

    @Test
    void leavesALinkThatLivesForAnother() throws Exception {
        try (Ferrying ferrying = ferrying(FaultPlan.none())) {
            InMemoryTransport another = new InMemoryTransport();
            ferrying.destination.alsoListen(another, "b");
            Future<Arrival> arrival = ferrying.receive();
            CountDownLatch pushing = new CountDownLatch(1);
            SourceEnd source = ferrying.source(new Postcopy(new DemandPaging())).settings(SETTINGS)
                    .listener(new MigrationListener() {
                        @Override
                        public void onPhase(MigrationPhase phase) {
                            if (phase == MigrationPhase.PUSH) {
                                pushing.countDown();
                            }
                        }
                    }).build();
            Future<MigrationReport> migration = ferrying.migrate(source);
            pushing.await();

            assertThat(source.resumeOver(another, "b")).isTrue();
            ferrying.arrived().prove();

            assertThat(migration.get(30, TimeUnit.SECONDS).recoveries()).isEqualTo(1);
            assertArrived(ferrying, arrival);
        }
    }

    @Test
    void thereIsNothingToResumeOrGiveUpBeforeSwitchoverOrAfterTheEnd() throws Exception {
        try (Ferrying ferrying = ferrying(FaultPlan.none())) {
            Future<Arrival> arrival = ferrying.receive();
            SourceEnd source = source(ferrying, new StopAndCopy());
            assertThat(source.giveUp()).isFalse();
            assertThat(source.resumeOver(new InMemoryTransport(), "b")).isFalse();

            source.migrate();

            assertArrived(ferrying, arrival);
            assertThat(source.giveUp()).isFalse();
            assertThat(source.resumeOver(new InMemoryTransport(), "b")).isFalse();
            assertThat(ferrying.destination.giveUp(Ferrying.GUEST)).isFalse();
        }
    }

    @Test
    void inDoubtIsSettledByReconnecting() throws Exception {
        for (boolean delivered : new boolean[]{false, true}) {
            phases.clear();
            try (Ferrying ferrying = ferrying(new CutAtCommit(delivered, 2))) {
                Future<Arrival> arrival = ferrying.receive();

                MigrationReport report = source(ferrying, new Postcopy(new ActivePush())).migrate();

                assertArrived(ferrying, arrival);
                assertThat(report.recoveries()).isEqualTo(1);
                assertThat(phases).as("COMMIT delivered: %s", delivered).containsExactly(
                        MigrationPhase.RESERVATION, MigrationPhase.SWITCHOVER, MigrationPhase.PAUSED,
                        MigrationPhase.PUSH, MigrationPhase.COMPLETED);
            }
        }
    }

    @Test
    void inDoubtIsSettledByADestinationThatHasGivenUp() throws Exception {
        try (Ferrying ferrying = ferrying(new CutAtCommit(false, Integer.MAX_VALUE))) {
            InMemoryTransport another = new InMemoryTransport();
            ferrying.destination.alsoListen(another, "b");
            Future<Arrival> arrival = ferrying.receive();
            SourceEnd source = source(ferrying, new Postcopy(new ActivePush()));
            Future<MigrationReport> migration = ferrying.migrate(source);
            paused.await();
            giveUp(ferrying.destination, arrival);

            source.resumeOver(another, "b");

            assertThat(failure(migration).guestFate()).isEqualTo(GuestFate.RUNS_AT_SOURCE);
            assertThat(failure(arrival)).hasMessageContaining("what was reserved here is given back");
            Ferrying.awaitWork(ferrying.guest);
            assertThat(ferrying.guest.prove()).as("seed %d", Ferrying.SEED).isEmpty();
        }
    }

    @Test
    void inDoubtStaysInDoubtWhereItIsGivenUp() throws Exception {
        try (Ferrying ferrying = ferrying(new CutAtCommit(true, Integer.MAX_VALUE))) {
            Future<Arrival> arrival = ferrying.receive();
            SourceEnd source = source(ferrying, new Postcopy(new ActivePush()));
            Future<MigrationReport> migration = ferrying.migrate(source);
            paused.await();

            assertThat(source.giveUp()).isTrue();

            MigrationFailedException failed = failure(migration);
            assertThat(failed.guestFate()).isEqualTo(GuestFate.IN_DOUBT);
            assertThat(failed).hasMessageContaining("the guest stays paused at the source")
                    .hasMessageContaining("all of it as of the pause is here");
            giveUp(ferrying.destination, arrival);
        }
    }

    @Test
    void aGuestThatIsNotWantedAnyMoreStaysAtItsSource() throws Exception {
        try (Ferrying ferrying = ferrying(FaultPlan.none())) {
            Future<Arrival> arrival = ferrying.receive();
            CountDownLatch underWay = new CountDownLatch(1);
            SourceEnd source = ferrying.source(session -> {
                while (true) {
                    session.send(session.dirty());
                    underWay.countDown();
                }
            }).settings(SETTINGS).build();
            Future<MigrationReport> migration = ferrying.migrate(source);
            underWay.await();

            assertThat(ferrying.destination.giveUp(Ferrying.GUEST)).isTrue();

            assertThat(failure(arrival)).hasMessageContaining("the destination has given it up")
                    .hasMessageContaining("what was reserved here is given back");
            MigrationFailedException failed = failure(migration);
            assertThat(failed.guestFate()).isEqualTo(GuestFate.RUNS_AT_SOURCE);
            assertThat(failed).hasMessageContaining("the destination has given it up");
            Ferrying.awaitWork(ferrying.guest);
            assertThat(ferrying.guest.prove()).as("seed %d", Ferrying.SEED).isEmpty();
        }
    }

    @Test
    void aGuestThatCannotBeStartedRunsOnAtTheSource() throws Exception {
        InMemoryTransport transport = new InMemoryTransport();
        SoftwareGuestPlatform platform = new SoftwareGuestPlatform();
        try (Ferrying ferrying = new Ferrying(transport, "b", platform, PAGES, 20_000, SETTINGS);
                DestinationEnd broken = DestinationEnd.builder().transport(transport, "broken")
                        .host((id, geometry) -> new CannotStart(platform.reserve(id, geometry))).listen()) {
            Future<Arrival> arrival = CompletableFuture.supplyAsync(broken::receive);

            MigrationFailedException failed = catchThrowableOfType(MigrationFailedException.class,
                    ferrying.source(new StopAndCopy()).transport(transport, "broken").build()::migrate);

            assertThat(failed.guestFate()).isEqualTo(GuestFate.RUNS_AT_SOURCE);
            assertThat(failed).hasMessageContaining("no such processor");
            assertThat(failure(arrival)).hasMessageContaining("no such processor");
            Ferrying.awaitWork(ferrying.guest);
            assertThat(ferrying.guest.prove()).as("seed %d", Ferrying.SEED).isEmpty();
        }
    }

    /** Room for a guest that this host cannot run. */
    private record CannotStart(Reservation room) implements Reservation {

        @Override
        public FaultTrap trap() {
            return room.trap();
        }

        @Override
        public GuestControl control() {
            GuestControl control = room.control();
            return new GuestControl() {
                @Override
                public void pause() {
                    control.pause();
                }

                @Override
                public void resume() {
                    throw new IllegalStateException("no such processor");
                }

                @Override
                public byte[] saveState() {
                    return control.saveState();
                }

                @Override
                public void loadState(byte[] state) {
                    control.loadState(state);
                }
            };
        }

        @Override
        public void close() {
            room.close();
        }
    }

}
