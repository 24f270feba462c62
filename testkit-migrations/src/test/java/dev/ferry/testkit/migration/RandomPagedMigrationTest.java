package dev.ferry.testkit.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.event.GuestFate;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.Residue;
import dev.ferry.api.strategy.SourceSession;
import dev.ferry.api.transport.Transport;
import dev.ferry.engine.DestinationEnd;
import dev.ferry.engine.EngineSettings;
import dev.ferry.engine.MigrationFailedException;
import dev.ferry.engine.SourceEnd;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.paging.Paging;
import dev.ferry.paging.PagingListener;
import dev.ferry.strategies.hybrid.Agile;
import dev.ferry.strategies.hybrid.Hybrid;
import dev.ferry.strategies.postcopy.ActivePush;
import dev.ferry.strategies.postcopy.Bubbling;
import dev.ferry.strategies.postcopy.Postcopy;
import dev.ferry.strategies.precopy.Precopy;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import dev.ferry.testkit.swap.InMemorySwapStore;
import dev.ferry.testkit.transport.Fault;
import dev.ferry.testkit.transport.FaultPlan;
import dev.ferry.testkit.transport.FaultyTransport;
import dev.ferry.testkit.transport.LinkEnd;
import dev.ferry.testkit.wrap.Mixer;
import dev.ferry.transport.inmemory.InMemoryOptions;
import dev.ferry.transport.inmemory.InMemoryTransport;
import dev.ferry.workload.ProvenGuest;
import dev.ferry.workload.Workload;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Paged guests that write all over their memory, moved by strategies that refer to cold pages and by others, over links
 * of which some are lost: the guest is whole wherever it is in the end, and works on.
 */
@Timeout(300)
class RandomPagedMigrationTest {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int PAGE_BYTES = 512;

    /** Several rounds, all of which refer to cold pages, and one that copies the rest in the pause or owes it. */
    private record Referring(int rounds, Residue residue) implements MigrationStrategy {

        @Override
        public void migrate(SourceSession session) {
            for (int round = 0; round < rounds; round++) {
                session.send(session.dirty());
            }
            session.push(session.switchOver(residue), new ActivePush());
            session.complete();
        }

        @Override
        public boolean refersToCold() {
            return true;
        }
    }

    static MigrationStrategy strategy(Mixer mixer) {
        Map<String, Supplier<MigrationStrategy>> strategies = Map.of("agile",
                () -> new Agile(new Bubbling()), "agile in order", () -> new Agile(new ActivePush()),
                "three rounds that refer", () -> new Referring(3, Residue.OWE),
                "rounds and a pause that refer",
                () -> new Referring(2, Residue.COPY), "no round", () -> new Referring(0, Residue.OWE),
                "hybrid", () -> new Hybrid(new Bubbling()), "precopy", Precopy::new, "postcopy",
                () -> new Postcopy(new Bubbling()));
        return mixer.pick("strategy", strategies);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23,
            24, 141})
    void isWholeWhereverItIs(long seed) throws Exception {
        Mixer mixer = new Mixer(seed);
        long pages = mixer.number("pages", 64, 2000);
        long reserved = mixer.number("reserved pages", pages / 8, pages / 2);
        EngineSettings settings = EngineSettings.defaults().withBatches(16 << 10, 4 << 10);
        Transport transport = new InMemoryTransport(
                InMemoryOptions.DEFAULTS.withBulkLanes((int) mixer.number("bulk lanes", 1, 3)));
        if (mixer.toss("a link is lost")) {
            LinkEnd end = mixer.toss("by the source") ? LinkEnd.CONNECTING : LinkEnd.LISTENING;
            FaultPlan plan = FaultPlan.of(1, end, new Fault.CutAtFrame(mixer.number("frame", 1, 60),
                    mixer.toss("delivered")));
            transport = new FaultyTransport(transport, plan, event -> {});
        }
        MigrationStrategy strategy = strategy(mixer);
        try (InMemorySwapStore store = new InMemorySwapStore("random-paged-" + seed);
                PagedPlatform.Guest source = start(paged(store, reserved), seed, pages,
                        mixer.number("steps a second", 1_000, 50_000));
                TestHost host = new TestHost(paged(new InMemorySwapStore("random-paged-" + seed), reserved));
                DestinationEnd destination = DestinationEnd.builder().transport(transport, "there").host(host)
                        .settings(settings).listen();
                EndThread receiving = new EndThread(Side.DESTINATION, destination::receive)) {
            SourceEnd sourceEnd = SourceEnd.builder().guest("guest", source.memory(), source.control())
                    .strategy(strategy).settings(settings).transport(transport, destination.address())
                    .build();
            try {
                MigrationReport report = sourceEnd.migrate();
                AgileRealMemoryTest.end(source);
                assertThat(receiving.awaitEnd(LIMIT)).as("%s", mixer).isTrue();
                assertThat(report.coldReferences() > 0).as("%s", mixer)
                        .isEqualTo(strategy.refersToCold());
                assertWorksOn(host.guest(), mixer);
            } catch (MigrationFailedException failed) {
                assertThat(failed.guestFate()).as("%s: %s", mixer, failed)
                        .isEqualTo(GuestFate.RUNS_AT_SOURCE);
                assertWorksOn(source, mixer);
            }
        }
    }

    /** Whole before and after it has worked on: by then it has touched cold pages, and others have gone out. */
    private static void assertWorksOn(ProvenGuest guest, Mixer mixer) {
        assertThat(guest.prove()).as("%s", mixer).isEmpty();
        long steps = guest.control().workDone().orElseThrow();
        while (guest.control().workDone().orElseThrow() < steps + 500) {
            Thread.yield();
        }
        assertThat(guest.prove()).as("%s, later", mixer).isEmpty();
    }

    private static PagedPlatform paged(InMemorySwapStore store, long pages) {
        return new PagedPlatform(new SoftwareGuestPlatform(PAGE_BYTES),
                new Paging(store, pages * PAGE_BYTES, LIMIT, PagingListener.NONE));
    }

    private static PagedPlatform.Guest start(PagedPlatform platform, long seed, long pages,
            long stepsPerSecond) {
        return platform.start("guest", MemoryGeometry.flat(PAGE_BYTES, pages),
                Workload.sequential(seed, new PageRun(0, pages * 3 / 4), new PageRun(pages / 8, pages / 2),
                        stepsPerSecond));
    }
}
