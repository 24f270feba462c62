package dev.ferry.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.event.GuestFate;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.Residue;
import dev.ferry.strategies.postcopy.Bubbling;
import dev.ferry.strategies.postcopy.Postcopy;
import dev.ferry.strategies.precopy.StopAndCopy;
import dev.ferry.testkit.guest.SoftwareGuest;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import dev.ferry.testkit.guest.TrapKind;
import dev.ferry.transport.inmemory.InMemoryTransport;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.Workload;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A software guest of each kind of trap arrives whole, and pays in the pause what its kind costs. */
@Timeout(60)
class TrapKindMigrationTest {

    private static final long PAGES = 1000;
    private static final long USED_PAGES = 800;
    private static final int NON_PAGEABLE_PERCENT = 10;
    private static final MemoryGeometry GEOMETRY = MemoryGeometry.flat(4096, PAGES);
    private static final MigrationStrategy ONE_ROUND_THEN_POSTCOPY = session -> {
        session.send(session.dirty());
        session.push(session.switchOver(Residue.OWE), new Bubbling());
        session.complete();
    };

    /** What a migration has cost in the pause. */
    private record Pause(long pagesSent, long entriesVisited) {}

    @ParameterizedTest
    @EnumSource
    void arrivesWholeByAnyStrategy(TrapKind trap) {
        migrate(trap, new StopAndCopy());
        migrate(trap, new Postcopy(new Bubbling()));
        migrate(trap, ONE_ROUND_THEN_POSTCOPY);
    }

    @Test
    void shadowPagingCostsNothingInThePause() {
        assertThat(migrate(TrapKind.SHADOW_PAGING, new Postcopy(new Bubbling()))).isEqualTo(new Pause(0, 0));
    }

    @Test
    void pageTrackingCostsAPassOverThePageTable() {
        assertThat(migrate(TrapKind.PAGE_TRACKING, new Postcopy(new Bubbling())))
                .isEqualTo(new Pause(0, PAGES));
    }

    @Test
    void pseudoPagingCostsTheTransferOfWhatIsNotPageableUnlessItIsAbsent() {
        Pause pause = migrate(TrapKind.PSEUDO_PAGING, new Postcopy(new Bubbling()));

        assertThat(pause.pagesSent()).isEqualTo(PAGES * NON_PAGEABLE_PERCENT / 100);
    }

    @Test
    void pseudoPagingCostsLessAfterARound() {
        assertThat(migrate(TrapKind.PSEUDO_PAGING, ONE_ROUND_THEN_POSTCOPY).pagesSent())
                .isLessThan(PAGES * NON_PAGEABLE_PERCENT / 100);
    }

    @Test
    void aDestinationOfAnotherKindRefusesAndTheGuestRunsOn() {
        InMemoryTransport transport = new InMemoryTransport();
        try (SoftwareGuest guest = start(TrapKind.PAGE_TRACKING);
                DestinationEnd destination = DestinationEnd.builder().transport(transport, "d")
                        .host(platform(TrapKind.SHADOW_PAGING)).listen()) {
            CompletableFuture.supplyAsync(destination::receive);

            MigrationFailedException refused = catchThrowableOfType(MigrationFailedException.class,
                    () -> SourceEnd.builder().guest("g", guest.memory(), guest.control())
                            .strategy(new Postcopy(new Bubbling())).transport(transport, "d").build()
                            .migrate());

            assertThat(refused).hasMessageContaining("ferry.guest.trap");
            assertThat(refused.guestFate()).isEqualTo(GuestFate.RUNS_AT_SOURCE);
            Ferrying.awaitWork(guest);
            assertThat(guest.prove()).isEmpty();
        }
    }

    private static Pause migrate(TrapKind trap, MigrationStrategy strategy) {
        InMemoryTransport transport = new InMemoryTransport();
        AtomicLong sentInPause = new AtomicLong();
        try (SoftwareGuest guest = start(trap);
                DestinationEnd destination = DestinationEnd.builder().transport(transport, "d")
                        .host(platform(trap)).listen()) {
            CompletableFuture<Arrival> arrival = CompletableFuture.supplyAsync(destination::receive);

            SourceEnd.builder().guest("g", guest.memory(), guest.control()).strategy(strategy)
                    .transport(transport, "d").listener(new MigrationListener() {
                        @Override
                        public void onPagesSent(long first, long end, Delivery delivery) {
                            sentInPause.addAndGet(delivery == Delivery.SWITCHOVER ? end - first : 0);
                        }
                    }).build().migrate();

            try (GuestPlatform.Destination moved = (GuestPlatform.Destination) arrival.join().reservation()) {
                Ferrying.awaitWork(moved);
                assertThat(moved.prove()).as("%s", trap).isEmpty();
            }
            return new Pause(sentInPause.get(), guest.pageTableEntriesVisited());
        }
    }

    private static SoftwareGuest start(TrapKind trap) {
        return platform(trap).start("g", GEOMETRY,
                Workload.sequential(3, new PageRun(0, USED_PAGES), new PageRun(50, 200), 20_000));
    }

    private static SoftwareGuestPlatform platform(TrapKind trap) {
        return new SoftwareGuestPlatform(4096, trap, NON_PAGEABLE_PERCENT);
    }
}
