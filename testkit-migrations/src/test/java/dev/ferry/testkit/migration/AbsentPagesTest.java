package dev.ferry.testkit.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.event.Progress;
import dev.ferry.api.memory.BalloonFigures;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.Residue;
import dev.ferry.api.strategy.Round;
import dev.ferry.engine.DestinationEnd;
import dev.ferry.engine.SourceEnd;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.strategies.postcopy.ActivePush;
import dev.ferry.strategies.postcopy.Postcopy;
import dev.ferry.strategies.precopy.StopAndCopy;
import dev.ferry.testkit.migration.MigrationEvent.PagesSent;
import dev.ferry.transport.inmemory.InMemoryTransport;
import dev.ferry.workload.Heap;
import dev.ferry.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When the engine asks which pages are absent, and what it makes of that. */
@Timeout(60)
class AbsentPagesTest {

    private static final int PAGE_BYTES = 512;
    private static final long PAGES = 1000;
    private static final BalloonFigures FIGURES = new BalloonFigures(77, 3, 2, 1, 5);

    private final EventRecorder events = new EventRecorder();
    private final CountingGuest guest = new CountingGuest();
    private Supplier<BalloonFigures> figures = () -> FIGURES;
    private @Nullable MigrationListener listener;

    /** Counts what it is asked for. */
    private static final class CountingGuest extends SteppedGuest {

        private int looks;
        private int logs;

        private CountingGuest() {
            super(MemoryGeometry.flat(PAGE_BYTES, PAGES),
                    Workload.sequential(3, new PageRun(0, 100), new PageRun(0, 100), 1_000)
                            .with(new Heap(new PageRun(100, PAGES - 100), 0)));
        }

        @Override
        public void collectAbsent(PageBitmap absent) {
            looks++;
            super.collectAbsent(absent);
        }

        @Override
        public void startDirtyLog() {
            logs++;
            super.startDirtyLog();
        }
    }

    private MigrationReport migrate(MigrationStrategy strategy) throws InterruptedException {
        InMemoryTransport transport = new InMemoryTransport();
        try (Arrivals arrivals = new Arrivals(PAGE_BYTES, true, false);
                DestinationEnd destination = DestinationEnd.builder().transport(transport, "there")
                        .host(arrivals::reserve).listen();
                EndThread receiving = new EndThread(Side.DESTINATION, destination::receive)) {
            MigrationReport report = SourceEnd.builder().guest("guest", guest, guest).strategy(strategy)
                    .transport(transport, destination.address()).balloon(figures)
                    .listener(listener == null ? events.listener(Side.SOURCE, _ -> {}) : listener).build()
                    .migrate();
            receiving.awaitEnd(Duration.ofSeconds(30));
            assertThat(arrivals.contents().mismatch(guest.contents())).isEqualTo(-1);
            return report;
        }
    }

    /** At the first call of a migration that comes while the guest runs, and not at the ones after it. */
    private void onceIn(Runnable action) {
        boolean[] done = {false};
        guest.onCall(() -> {
            if (!done[0]) {
                done[0] = true;
                action.run();
            }
        });
    }

    private long marked() {
        return events.events().stream().filter(PagesSent.class::isInstance).map(PagesSent.class::cast)
                .filter(sent -> sent.delivery() == Delivery.ABSENT).mapToLong(PagesSent::count).sum();
    }

    @Test
    void aBalloonThatIsInflatedDuringARoundLeavesLittleDirty() throws Exception {
        List<Round> rounds = new ArrayList<>();

        MigrationReport report = migrate(session -> {
            rounds.add(session.send(session.dirty()));
            onceIn(() -> guest.balloon().inflate(600));
            rounds.add(session.send(new PageBitmap(PAGES)));
            session.switchOver(Residue.COPY);
            session.complete();
        });

        assertThat(rounds.getLast().dirtyPages()).as("the bookkeeping of the heap").isBetween(1L, 20L);
        assertThat(rounds.getLast().pages()).as("marks").isEqualTo(600);
        assertThat(rounds.getLast().bytes()).isLessThan(600);
        assertThat(marked()).isEqualTo(600);
        assertThat(report.zeroPages()).isGreaterThanOrEqualTo(600);
        assertThat(report.pagesTransferred() - report.duplicatePages()).isEqualTo(PAGES);
        assertThat(report.rounds().get(1).dirtyPages()).isEqualTo(rounds.getLast().dirtyPages());
    }

    @Test
    void whereFewPagesAreDirtyNobodyAsks() throws Exception {
        migrate(session -> {
            session.send(session.dirty());
            onceIn(() -> guest.balloon().inflate(4));
            session.send(session.dirty());
            session.switchOver(Residue.COPY);
            session.complete();
        });

        assertThat(guest.looks).as("before the first pages only").isEqualTo(1);
    }

    @Test
    void postcopyOwesNothingThatIsAbsentAndAllThatIsWrittenAfterwards() throws Exception {
        guest.balloon().inflate(800);
        PageBitmap[] owed = new PageBitmap[1];

        migrate(session -> {
            // Deflated pages come back to the hot end: the next to be taken, and by then told of.
            guest.onCall(() -> {
                if (guest.logs > 0 && guest.looks > 1) {
                    guest.onCall(() -> {});
                    guest.balloon().deflate(50);
                }
            });
            PageSet pages = session.switchOver(Residue.OWE);
            owed[0] = PageBitmap.copyOf(pages);
            session.push(pages, new ActivePush());
            session.complete();
        });

        PageBitmap stillBallooned = guest.ballooned();
        assertThat(stillBallooned.size()).isEqualTo(750);
        stillBallooned.retainAll(owed[0]);
        assertThat(stillBallooned.isEmpty()).as("none of the balloon's pages is owed").isTrue();
        assertThat(owed[0].size()).isEqualTo(PAGES - 800);
        assertThat(guest.logs).isEqualTo(1);
    }

    @Test
    void whereLittleIsAbsentPostcopyRunsNoDirtyLog() throws Exception {
        guest.balloon().inflate(30);

        migrate(new Postcopy(new ActivePush()));

        assertThat(guest.logs).isZero();
        assertThat(marked()).as("told of when push begins").isEqualTo(30);
    }

    @Test
    void theReportShowsTheBalloon() throws Exception {
        assertThat(migrate(new StopAndCopy()).balloon()).isEqualTo(FIGURES);
    }

    @Test
    void figuresThatCannotBeHadDoNoHarm() throws Exception {
        figures = () -> {
            throw new IllegalStateException("the test says so");
        };

        assertThat(migrate(new StopAndCopy()).balloon()).isNull();
    }

    @Test
    void progressShowsTheBalloon() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        listener = new MigrationListener() {
            @Override
            public void onProgress(Progress progress) {
                if (progress.balloonPages() == FIGURES.sizePages()) {
                    seen.countDown();
                }
            }
        };

        migrate(session -> {
            awaitQuietly(seen);
            new StopAndCopy().migrate(session);
        });
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
