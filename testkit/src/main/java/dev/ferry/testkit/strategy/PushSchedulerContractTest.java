package dev.ferry.testkit.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.strategy.PushScheduler;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link PushScheduler} promises. Extend it and give your scheduler; {@link PushDriver} plays the engine.
 */
@Timeout(60)
public abstract class PushSchedulerContractTest {

    private static final int SEEDS = 200;
    private static final long MAX_PAGES = 700;

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
            PageBitmap owed = PageBitmap.full(1 + random.nextLong(MAX_PAGES));

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

    /** Owed pages in runs of random length, with holes between them. */
    private static PageBitmap randomlyOwed(Random random) {
        long pageCount = 1 + random.nextLong(MAX_PAGES);
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
