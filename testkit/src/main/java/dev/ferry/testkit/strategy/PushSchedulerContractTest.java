package dev.ferry.testkit.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.strategy.PushScheduler;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link PushScheduler} promises. Extend it and give your scheduler; {@link PushDriver} plays the engine.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class PushSchedulerContractTest {

    /** For each of the four tests that take random sequences of faults: 100,000 sequences in all. */
    private static final int SEEDS = 25_000;

    /** A scheduler as {@code create} makes it; called once or more per test. */
    protected abstract PushScheduler scheduler();

    /** Whether it pushes without being told of faults. Override with false where {@code next} is always null. */
    protected boolean pushesByItself() {
        return true;
    }

    @Test
    void pushesEveryOwedPageExactlyOnce() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            PageBitmap owed = PageBitmap.full(randomPageCount(random));

            pushAll(seed, random, scheduler(), owed);
        }
    }

    @Test
    void leavesOutPagesThatAreNotOwed() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);

            pushAll(seed, random, scheduler(), randomlyOwed(random));
        }
    }

    @Test
    void leavesOutPagesThatOthersClaim() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            PageBitmap owed = randomlyOwed(random);
            PushDriver driver = driver(seed, random, scheduler(), owed);

            while (!owed.isEmpty()) {
                driver.claimByOthers(random.nextInt(20));
                driver.faultSometimes();
                driver.pushNext();
            }
        }
    }

    @Test
    void forgetsThePreviousMigration() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            PushScheduler scheduler = scheduler();
            PushDriver abandoned = driver(seed, random, scheduler, randomlyOwed(random));
            for (int step = 0; step < 10; step++) {
                abandoned.faultSometimes();
                abandoned.pushNext();
            }

            pushAll(seed, random, scheduler, randomlyOwed(random));
        }
    }

    @Test
    void pushesTheOnlyPage() {
        pushAll(0, new Random(0), scheduler(), PageBitmap.full(1));
    }

    @Test
    void pushesNothingWhereNothingIsOwed() {
        PushScheduler scheduler = scheduler();

        scheduler.begin(new PageBitmap(100));

        assertThat(scheduler.next(10)).isNull();
    }

    @Test
    void pushesNothingOnceEverythingWasFetched() {
        PageBitmap owed = PageBitmap.full(2);
        PushScheduler scheduler = scheduler();
        scheduler.begin(owed);

        owed.remove(1);
        scheduler.onNetworkFault(1);
        owed.remove(0);
        scheduler.onNetworkFault(0);

        assertThat(scheduler.next(10)).isNull();
    }

    /** Where nobody else claims pages, a run without an owed page can only repeat what was given out, or is no use. */
    @Test
    void givesNoPageTwice() {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            PageBitmap owed = randomlyOwed(random);
            PageBitmap given = new PageBitmap(owed.pageCount());
            PushScheduler scheduler = scheduler();
            scheduler.begin(owed);
            for (PageRun run = scheduler.next(9); run != null && !owed.isEmpty(); run = scheduler.next(9)) {
                long fresh = owed.remove(run.first(), run.count());
                assertThat(fresh == 0 && given.contains(run.first()))
                        .as("seed %d: gives %s out, which it has given out before", seed, run).isFalse();
                given.add(run.first(), Math.min(run.count(), given.pageCount() - run.first()));
            }
        }
    }

    @Test
    void onlyReadsWhatIsOwed() {
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            PageBitmap owed = randomlyOwed(random);
            long before = owed.size();
            PushScheduler scheduler = scheduler();

            scheduler.begin(new ReadOnlyPages(owed));
            for (int call = 0; call < 5; call++) {
                scheduler.next(1 + random.nextInt(20));
            }

            assertThat(owed.size()).as("seed %d: owed pages after five calls, none claimed", seed)
                    .isEqualTo(before);
        }
    }

    @Test
    void takesFaultsAtBothEnds() {
        for (long pages : new long[]{1, 2, 63, 64, 65, 700}) {
            Random random = new Random(pages);
            PageBitmap owed = PageBitmap.full(pages);
            PushScheduler scheduler = scheduler();
            PushDriver driver = driver(pages, random, scheduler, owed);
            for (long page : new long[]{0, pages - 1}) {
                owed.remove(page);
                scheduler.onNetworkFault(page);
            }

            while (!owed.isEmpty()) {
                driver.pushNext();
            }
        }
    }

    private void pushAll(long seed, Random random, PushScheduler scheduler, PageBitmap owed) {
        PushDriver driver = driver(seed, random, scheduler, owed);

        while (!owed.isEmpty()) {
            driver.faultSometimes();
            driver.pushNext();
        }
    }

    private PushDriver driver(long seed, Random random, PushScheduler scheduler, PageBitmap owed) {
        return new PushDriver(scheduler, pushesByItself(), owed, random, "seed " + seed);
    }

    /**
     * Mostly few pages, where the borders are near and sequences are quick; sometimes some words of a bitmap, and
     * seldom many.
     */
    private static long randomPageCount(Random random) {
        int rarity = random.nextInt(1000);
        long mostPages = rarity == 0 ? 20_000 : rarity < 50 ? 2_000 : 150;
        return 1 + random.nextLong(mostPages);
    }

    /** Owed pages in runs of random length, with holes between them. */
    private static PageBitmap randomlyOwed(Random random) {
        long pageCount = randomPageCount(random);
        PageBitmap owed = new PageBitmap(pageCount);
        int longest = 1 + random.nextInt(100);
        for (long page = 0; page < pageCount; page += 1 + random.nextInt(longest)) {
            long count = Math.min(pageCount - page, random.nextInt(longest));
            owed.add(page, count);
            page += count;
        }
        return owed;
    }
}
