package dev.ferry.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.Residue;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.strategies.hybrid.Hybrid;
import dev.ferry.strategies.postcopy.Bubbling;
import dev.ferry.strategies.postcopy.Postcopy;
import dev.ferry.strategies.postcopy.ActivePush;
import dev.ferry.strategies.precopy.Precopy;
import dev.ferry.strategies.precopy.StopAndCopy;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import dev.ferry.transport.inmemory.InMemoryOptions;
import dev.ferry.transport.inmemory.InMemoryTransport;
import dev.ferry.transport.tcp.TcpOptions;
import dev.ferry.transport.tcp.TcpTransport;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A guest that writes while it is moved has every byte right at the destination, and goes on there. */
@Timeout(60)
class MigrationTest {

    private static final long PAGES = 4096;
    /** As often as it can be: all lanes look at the dirty log while they send. */
    private static final EngineSettings PEEKING = EngineSettings.defaults()
            .withRoundPeek(Duration.ofNanos(1));

    static Stream<Named<MigrationStrategy>> strategies() {
        return Stream.of(Named.of("stop-and-copy", new StopAndCopy()), Named.of("precopy", new Precopy()),
                Named.of("postcopy push", new Postcopy(new ActivePush())),
                Named.of("postcopy bubbling", new Postcopy(new Bubbling())),
                Named.of("hybrid", new Hybrid(new Bubbling())),
                Named.of("hybrid of three rounds", new Hybrid(3, new ActivePush())),
                Named.of("one page over and over, then stop-and-copy", session -> {
                    PageSet all = session.dirty();
                    session.send(all);
                    session.send(all);
                    session.switchOver(Residue.COPY);
                    session.complete();
                }));
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void movesAWorkingGuest(MigrationStrategy strategy) throws Exception {
        try (Ferrying ferrying = new Ferrying(PAGES)) {
            moves(ferrying, strategy);
        }
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void movesOverSeveralTcpConnections(MigrationStrategy strategy) throws Exception {
        TcpTransport transport = new TcpTransport(TcpOptions.DEFAULTS.withBulkConnections(3));

        try (Ferrying ferrying = new Ferrying(transport, "127.0.0.1:0", new SoftwareGuestPlatform(), PAGES,
                20_000)) {
            moves(ferrying, strategy);
        }
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void movesPagesOfTwoMebibytes(MigrationStrategy strategy) throws Exception {
        InMemoryTransport transport = new InMemoryTransport(InMemoryOptions.DEFAULTS.withBulkLanes(2));

        try (Ferrying ferrying = new Ferrying(transport, "b", new SoftwareGuestPlatform(2 << 20), 16, 500)) {
            moves(ferrying, strategy);
        }
    }

    private static MigrationReport moves(Ferrying ferrying, MigrationStrategy strategy) throws Exception {
        Future<Arrival> arrival = ferrying.receive();
        Ferrying.awaitWork(ferrying.guest);

        MigrationReport report = ferrying.source(strategy).settings(PEEKING).build().migrate();

        Arrival arrived = arrival.get(30, TimeUnit.SECONDS);
        Ferrying.awaitWork(ferrying.arrived());
        assertThat(ferrying.arrived().prove()).as("seed %d", Ferrying.SEED).isEmpty();
        assertThat(arrived.guestId()).isEqualTo(Ferrying.GUEST);
        assertThat(report.outcome()).isEqualTo("completed");
        long pages = arrived.geometry().pageCount();
        assertThat(report.pagesTransferred() - report.duplicatePages()).isEqualTo(pages);
        assertThat(report.zeroPages()).isBetween(pages / 4, report.pagesTransferred());
        assertThat(report.totalTimeNanos())
                .isEqualTo(report.preparationTimeNanos() + report.downtimeNanos() + report.resumeTimeNanos());
        return report;
    }

    @Test
    void sendsEachPageOnceInPostcopy() throws Exception {
        try (Ferrying ferrying = new Ferrying(PAGES)) {
            MigrationReport report = moves(ferrying, new Postcopy(new Bubbling()));

            assertThat(report.duplicatePages()).isZero();
            assertThat(report.pagesTransferred()).isEqualTo(PAGES);
            assertThat(report.minorFaults()).isNotNull();
        }
    }

    @Test
    void pausesTheSourceForGood() throws Exception {
        try (Ferrying ferrying = new Ferrying(PAGES)) {
            moves(ferrying, new Precopy());
            long work = ferrying.guest.control().workDone().orElseThrow();

            Ferrying.awaitWork(ferrying.arrived());

            assertThat(ferrying.guest.control().workDone()).hasValue(work);
        }
    }
}
