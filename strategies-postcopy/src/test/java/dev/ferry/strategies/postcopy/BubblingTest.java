package dev.ferry.strategies.postcopy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.testkit.strategy.PushSchedulerContractTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BubblingTest extends PushSchedulerContractTest {

    @Override
    protected PushScheduler scheduler() {
        return new Bubbling();
    }

    @Test
    void sweepsFromPageZeroBeforeTheFirstFault() {
        PageBitmap owed = PageBitmap.full(5);
        PushScheduler bubbling = scheduler();
        bubbling.begin(owed);

        assertThat(pushAll(bubbling, owed, 1)).containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void growsOnBothSidesOfTheFaultAndGoesOnWhereOneSideEnds() {
        PageBitmap owed = PageBitmap.full(7);
        PushScheduler bubbling = scheduler();
        bubbling.begin(owed);
        owed.remove(2);

        bubbling.onNetworkFault(2);

        assertThat(pushAll(bubbling, owed, 1)).containsExactly(1L, 3L, 0L, 4L, 5L, 6L);
    }

    @Test
    void alternatesPageByPageAndGoesOnInRunsOnceTheLeftSideHasEnded() {
        PageBitmap owed = PageBitmap.full(100);
        PushScheduler bubbling = scheduler();
        bubbling.begin(owed);
        owed.remove(1);
        bubbling.onNetworkFault(1);

        assertThat(bubbling.next(16)).isEqualTo(new PageRun(0, 1));
        owed.remove(0);
        assertThat(bubbling.next(16)).isEqualTo(new PageRun(2, 16));
    }

    @Test
    void followsFigure2ForAnyFaultsAndClaims() {
        for (long seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            PageBitmap owed = randomlyOwed(random);
            PushScheduler bubbling = scheduler();
            BubblingOracle oracle = new BubblingOracle(owed);
            bubbling.begin(owed);

            while (!owed.isEmpty()) {
                claimSome(random, owed);
                faultSometimes(random, owed, bubbling, oracle);
                pushAndCompare(seed, bubbling.next(1 + random.nextInt(9)), owed, oracle);
            }

            assertThat(bubbling.next(1)).as("seed %d", seed).isNull();
        }
    }

    private static void claimSome(Random random, PageBitmap owed) {
        for (int claims = random.nextInt(4); claims > 0; claims--) {
            owed.remove(random.nextLong(owed.pageCount()));
        }
    }

    private static void faultSometimes(Random random, PageBitmap owed, PushScheduler bubbling,
            BubblingOracle oracle) {
        long page = random.nextLong(owed.pageCount());
        if (random.nextInt(10) == 0 && owed.remove(page)) {
            bubbling.onNetworkFault(page);
            oracle.onNetworkFault(page);
        }
    }

    private static void pushAndCompare(long seed, PageRun run, PageBitmap owed, BubblingOracle oracle) {
        if (owed.isEmpty()) {
            assertThat(run).as("seed %d", seed).isNull();
            return;
        }
        assertThat(run).as("seed %d: with %s", seed, owed).isNotNull();
        assertThat(owed.next(run.first())).as("seed %d: an owed page in %s", seed, run).isLessThan(run.end())
                .isNotEqualTo(PageSet.NONE);
        for (long page = run.first(); page < run.end(); page++) {
            if (owed.contains(page)) {
                assertThat(page).as("seed %d: next page", seed).isEqualTo(oracle.next());
                owed.remove(page);
            }
        }
    }

    private static List<Long> pushAll(PushScheduler scheduler, PageBitmap owed, long maxPages) {
        List<Long> pushed = new ArrayList<>();
        while (!owed.isEmpty()) {
            PageRun run = scheduler.next(maxPages);
            pushed.add(run.first());
            owed.remove(run.first());
        }
        return pushed;
    }

    private static PageBitmap randomlyOwed(Random random) {
        PageBitmap owed = new PageBitmap(1 + random.nextLong(300));
        double density = random.nextDouble();
        for (long page = 0; page < owed.pageCount(); page++) {
            if (random.nextDouble() <= density) {
                owed.add(page);
            }
        }
        return owed;
    }
}
