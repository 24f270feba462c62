package dev.ferry.testkit.migration;

import static dev.ferry.testkit.migration.MigrationConditions.decision;
import static dev.ferry.testkit.migration.MigrationConditions.networkFault;
import static dev.ferry.testkit.migration.MigrationConditions.phase;
import static dev.ferry.testkit.migration.MigrationConditions.round;
import static dev.ferry.testkit.migration.MigrationConditions.sent;
import static org.assertj.core.api.Assertions.anyOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.event.Delivery;
import dev.ferry.api.event.GuestFate;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.memory.FirstTouchesFile;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.memory.linux.guest.LinuxGuestPlatform;
import dev.ferry.strategies.postcopy.ActivePush;
import dev.ferry.strategies.postcopy.DemandPaging;
import dev.ferry.strategies.postcopy.Postcopy;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import dev.ferry.testkit.migration.MigrationEvent.LimitReached;
import dev.ferry.testkit.migration.MigrationEvent.LinkFault;
import dev.ferry.testkit.transport.Fault;
import dev.ferry.testkit.transport.FaultPlan;
import dev.ferry.testkit.transport.LinkEnd;
import dev.ferry.transport.inmemory.InMemoryTransport;
import dev.ferry.workload.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MigrationsTest {

    private static final long MEMORY = 4 << 20;

    private static Migrations strategy(String name) {
        return Migrations.strategy(name).memoryBytes(MEMORY);
    }

    @Test
    void findsPartsByName() {
        MigrationResult result = strategy("postcopy").scheduler("push").run();

        assertThat(result).arrivedWhole().recovered(0);
        assertThat(result.report().strategy()).isEqualTo("postcopy");
        assertThat(result.report().scheduler()).isEqualTo("push");
        assertThat(result.report().transport()).isEqualTo("inmemory");
        assertThat(result.report().verified()).isTrue();
        assertThat(result.failure()).isEmpty();
    }

    @Test
    void takesPartsThatAreHandedOver() {
        MigrationResult result = Migrations.strategy(new Postcopy(new ActivePush())).memoryBytes(MEMORY)
                .transport(new InMemoryTransport()).run();

        assertThat(result).arrivedWhole();
        assertThat(result.report().strategy()).isEqualTo("Postcopy");
        assertThat(result.report().scheduler()).isNull();
        assertThat(result.report().transport()).isEqualTo("InMemoryTransport");
    }

    @Test
    void givesASchedulerThatIsHandedOverToAStrategyFoundByName() {
        PushScheduler backwards = new PushScheduler() {
            private PageSet owed = new PageBitmap(0);

            @Override
            public void begin(PageSet live) {
                owed = live;
            }

            @Override
            public PageRun next(long maxPages) {
                long page = owed.previous(owed.pageCount() - 1);
                return page < 0 ? null : new PageRun(page, 1);
            }
        };

        MigrationResult result = strategy("postcopy").scheduler(backwards).run();

        assertThat(result).arrivedWhole();
        assertThat(result.report().scheduler()).isEqualTo("handed-over");
    }

    @Test
    void recordsPhasesAndRounds() {
        MigrationResult result = strategy("precopy").run();

        assertThat(result).arrivedWhole();
        assertThat(result.events()).haveExactly(1, round(1))
                .haveExactly(1, phase(Side.SOURCE, MigrationPhase.SWITCHOVER))
                .haveExactly(1, phase(Side.DESTINATION, MigrationPhase.COMPLETED));
        assertThat(result.events(MigrationEvent.RoundEnded.class)).extracting(ended -> ended.round().number())
                .isSorted().hasSize(result.report().rounds().size());
    }

    @Test
    void recordsHowEachPageWasSent() {
        MigrationResult result = strategy("postcopy").scheduler("push").run();

        assertThat(result).sentEachOwedPageOnce();
        assertThat(result.pagesSent(Delivery.ABSENT)).as("a quarter of the memory holds nothing")
                .isEqualTo(256);
        assertThat(result.pagesSent(Delivery.PUSH) + result.pagesSent(Delivery.FAULT)).isEqualTo(768);
        assertThat(result.events()).haveExactly(1, anyOf(sent(5, Delivery.PUSH), sent(5, Delivery.FAULT)));
    }

    @Test
    void recordsTheFaultsThatTheReportCounts() {
        MigrationResult result = strategy("postcopy").scheduler(new DemandPaging()).touchingAllMemory().run();

        assertThat(result).arrivedWhole();
        assertThat(result.networkFaults()).hasSize(result.report().networkFaults().intValue())
                .doesNotHaveDuplicates();
        assertThat(result.events()).haveExactly(1, networkFault(700));
    }

    @Test
    void isOverOnceARecordingIsKeptSoThatTheNextMigrationCanReplayIt(@TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("touches");
        Migrations migrations = strategy("postcopy").setting("ferry.record.file", file.toString())
                .setting("ferry.record.window", "100ms");

        assertThat(migrations.scheduler("push").run()).arrivedWhole();
        assertThat(FirstTouchesFile.read(file).size()).isPositive();
        assertThat(strategy("postcopy").scheduler("replay")
                .setting("ferry.scheduler.replay.file", file.toString()).run()).arrivedWhole();
    }

    @Test
    void injectsFaultsAndRecordsThem() {
        MigrationResult result = strategy("postcopy").scheduler("push")
                .faults(FaultPlan.of(1, LinkEnd.CONNECTING, new Fault.CutAtByte(MEMORY / 2))).run();

        assertThat(result).arrivedWhole().recovered(1);
        assertThat(result.events(LinkFault.class)).singleElement().extracting(LinkFault::what).asString()
                .contains("cut at byte");
        assertThat(result.events()).haveAtLeastOne(phase(Side.DESTINATION, MigrationPhase.PAUSED))
                .haveAtLeastOne(decision("reached the destination again"));
    }

    @Test
    void findsTheFaultyTransportByName() {
        Migrations faulty = strategy("postcopy").scheduler("push").transport("faulty")
                .setting("ferry.transport.faulty.over", "inmemory");

        assertThat(faulty.run()).arrivedWhole().recovered(1);
        assertThat(faulty.setting("ferry.transport.faulty.cuts", "2")
                .setting("ferry.transport.faulty.cut-after", "512KiB").run()).arrivedWhole().recovered(2);
    }

    @Test
    void theFaultyTransportIsNotOverItself() {
        Migrations endless = strategy("postcopy").transport("faulty")
                .setting("ferry.transport.faulty.over", "faulty");

        assertThatExceptionOfType(FerryException.class).isThrownBy(endless::run)
                .withMessageContainingAll("ferry.transport.faulty.over", "another transport");
    }

    @Test
    void aMigrationThatFailsIsAResult() {
        MigrationResult result = strategy("precopy")
                .faults(FaultPlan.of(1, LinkEnd.CONNECTING, new Fault.CutAtByte(MEMORY / 2))).run();

        assertThat(result).stayedWhole().failedWith(ErrorCode.LINK_LOST);
        assertThat(result.report().verified()).as("nothing is at the destination").isNull();
    }

    @Test
    void aMigrationThatIsCancelledIsAResult() {
        MigrationResult result = strategy("precopy").cancelIn(MigrationPhase.ROUNDS).run();

        assertThat(result).stayedWhole().wasCancelled();
    }

    @Test
    void endsAMigrationThatTakesTooLong() {
        MigrationResult result = strategy("postcopy").scheduler("demand").limit(Duration.ofSeconds(3)).run();

        assertThat(result.fate()).isEqualTo(GuestFate.LOST);
        assertThat(result.complaint()).get().asString().contains("not compared");
        assertThat(result.events(LimitReached.class)).hasSize(1);
    }

    @Test
    void anUnknownNameIsTheErrorOfTheEngine() {
        Migrations unknown = strategy("postcopy").scheduler("no-such");

        assertThatExceptionOfType(FerryException.class).isThrownBy(unknown::run)
                .withMessageContaining("ferry.scheduler").withMessageContaining("no-such")
                .withMessageContaining("bubbling")
                .extracting(FerryException::code).isEqualTo(ErrorCode.UNKNOWN_PLUGIN);
    }

    @Test
    void aWrongSettingIsTheErrorOfTheEngine() {
        Migrations wrong = strategy("precopy").setting("ferry.push.batch", "much");

        assertThatExceptionOfType(FerryException.class).isThrownBy(wrong::run)
                .withMessageContaining("ferry.push.batch").withMessageContaining("much");
    }

    @Test
    void movesGuestsOfOtherKinds() {
        LinuxGuestPlatform linux = new LinuxGuestPlatform();
        assumeThat(linux.unavailable()).isEmpty();

        MigrationResult result = strategy("postcopy").scheduler("bubbling").guest(linux).run();

        assertThat(result).arrivedWhole().sentEachOwedPageOnce();
    }

    @Test
    void movesAnotherGuestAtEachRun() {
        Workload workload = Workload.sequential(7, new PageRun(0, 512), new PageRun(64, 64), 20_000);
        Migrations migrations = strategy("stop-and-copy").guest(new SoftwareGuestPlatform(8192))
                .workload(workload);

        assertThat(migrations.run()).arrivedWhole();
        assertThat(migrations.run()).arrivedWhole();
    }
}
