package dev.ferry.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.FerryException;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.strategies.postcopy.Bubbling;
import dev.ferry.strategies.postcopy.DemandPaging;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every owed page is handed out once, whatever faults and whatever the scheduler does. */
@Timeout(60)
class PushSupplyTest {

    private static final long SEED = 17;
    private static final int PAGES = 500;

    private final AnsweredFaults faults = new AnsweredFaults();

    /** Drains a supply while pages fault at random; says how often each page was sent by either. */
    private int[] drain(OwedPages owed, PushSupply supply, Random random) throws InterruptedException {
        int[] sent = new int[PAGES];
        PageBatch batch = new PageBatch(16);
        batch.clear(1 + random.nextInt(16));
        while (supply.next(batch)) {
            batch.sortAndMerge();
            for (int run = 0; run < batch.runs(); run++) {
                for (long page = batch.first(run); page < batch.end(run); page++) {
                    sent[(int) page]++;
                }
            }
            long faulted = random.nextInt(PAGES);
            if (owed.claim(faulted)) {
                sent[(int) faulted]++;
                faults.add(faulted);
            }
            batch.clear(1 + random.nextInt(16));
        }
        return sent;
    }

    @Test
    void handsOutEachOwedPageOnceWhateverFaults() throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            Random random = new Random(SEED + round);
            PageBitmap pages = new PageBitmap(PAGES);
            random.ints(PAGES / 2, 0, PAGES).forEach(pages::add);
            PageBitmap expected = PageBitmap.copyOf(pages);
            OwedPages owed = new OwedPages(pages);

            int[] sent = drain(owed, new PushSupply(owed, new Bubbling(), faults), random);

            for (int page = 0; page < PAGES; page++) {
                assertThat(sent[page]).as("seed %d, page %d", SEED + round, page)
                        .isEqualTo(expected.contains(page) ? 1 : 0);
            }
        }
    }

    @Test
    void aSchedulerThatRepeatsItselfForEverIsReplaced() throws InterruptedException {
        OwedPages owed = new OwedPages(PageBitmap.full(PAGES));
        PushScheduler stuck = scheduler(() -> new PageRun(7, 1));

        int[] sent = drain(owed, new PushSupply(owed, stuck, faults), new Random(SEED));

        assertThat(sent).containsOnly(1);
    }

    @Test
    void aSchedulerThatHandsOutMoreThanAskedIsReplaced() throws InterruptedException {
        OwedPages owed = new OwedPages(PageBitmap.full(PAGES));
        PushScheduler greedy = scheduler(() -> new PageRun(0, PAGES));

        int[] sent = drain(owed, new PushSupply(owed, greedy, faults), new Random(SEED));

        assertThat(sent).containsOnly(1);
    }

    @Test
    void tellsTheSchedulerOfFaultsInTheirOrder() throws InterruptedException {
        OwedPages owed = new OwedPages(PageBitmap.full(PAGES));
        List<Long> told = new ArrayList<>();
        PushScheduler recording = new PushScheduler() {
            @Override
            public void begin(PageSet pages) {}

            @Override
            public void onNetworkFault(long page) {
                told.add(page);
            }

            @Override
            public PageRun next(long maxPages) {
                return new PageRun(owed.pages().next(0), 1);
            }
        };
        List.of(30L, 10L, 20L).forEach(faults::add);
        PageBatch batch = new PageBatch(1);
        batch.clear(1);

        new PushSupply(owed, recording, faults).next(batch);

        assertThat(told).containsExactly(30L, 10L, 20L);
    }

    @Test
    void waitsForFaultsWhereTheSchedulerPushesNothing() throws InterruptedException {
        OwedPages owed = new OwedPages(PageBitmap.full(2));
        PushSupply supply = new PushSupply(owed, new DemandPaging(), faults);
        Thread guest = Thread.ofPlatform().start(() -> {
            for (long page = 0; page < 2; page++) {
                owed.claim(page);
                faults.add(page);
            }
        });
        PageBatch batch = new PageBatch(4);
        batch.clear(4);

        boolean more = supply.next(batch);

        assertThat(more).isFalse();
        assertThat(owed.remaining()).isZero();
        guest.join();
    }

    @Test
    void lanesThatWaitGoOnTogetherOnceAFaultMakesTheSchedulerPush() throws Exception {
        for (int round = 0; round < 200; round++) {
            OwedPages owed = new OwedPages(PageBitmap.full(PAGES));
            PushSupply supply = new PushSupply(owed, afterFault(), faults);
            AtomicInteger sent = new AtomicInteger();
            List<Thread> lanes = new ArrayList<>();
            for (int lane = 0; lane < 3; lane++) {
                lanes.add(Thread.ofPlatform().start(() -> sent.addAndGet(pagesOf(supply))));
            }

            owed.claim(7);
            faults.add(7);
            for (Thread lane : lanes) {
                lane.join();
            }

            assertThat(sent).as("round %d", round).hasValue(PAGES - 1);
        }
    }

    /** Pushes nothing until the first fault, and everything from then on. */
    private static PushScheduler afterFault() {
        AtomicBoolean faulted = new AtomicBoolean();
        AtomicLong cursor = new AtomicLong();
        return new PushScheduler() {
            @Override
            public void begin(PageSet pages) {}

            @Override
            public void onNetworkFault(long page) {
                faulted.set(true);
            }

            @Override
            public @Nullable PageRun next(long maxPages) {
                return faulted.get() ? new PageRun(cursor.getAndIncrement() % PAGES, 1) : null;
            }
        };
    }

    private static int pagesOf(PushSupply supply) {
        PageBatch batch = new PageBatch(4);
        int pages = 0;
        try {
            batch.clear(4);
            while (supply.next(batch)) {
                pages += (int) batch.pages();
                batch.clear(4);
            }
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        }
        return pages;
    }

    @Test
    void theLossOfTheLinkEndsTheWaitOfEveryLane() {
        OwedPages owed = new OwedPages(PageBitmap.full(2));
        PushSupply supply = new PushSupply(owed, new DemandPaging(), faults);
        faults.end();
        PageBatch batch = new PageBatch(4);
        batch.clear(4);

        for (int lane = 0; lane < 3; lane++) {
            assertThatThrownBy(() -> supply.next(batch)).isInstanceOf(FerryException.class)
                    .hasMessageContaining("the link was lost");
        }
    }

    private static PushScheduler scheduler(java.util.function.Supplier<PageRun> next) {
        return new PushScheduler() {
            @Override
            public void begin(PageSet pages) {}

            @Override
            public PageRun next(long maxPages) {
                return next.get();
            }
        };
    }
}
