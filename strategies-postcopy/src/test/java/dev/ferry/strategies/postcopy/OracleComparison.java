package dev.ferry.strategies.postcopy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import java.util.Random;

/**
 * Plays one random sequence of faults and claims to a scheduler and its oracle, until nothing is owed, and compares the
 * pages that each run claims with the oracle's, one by one.
 */
final class OracleComparison {

    private final String failure;
    private final Random random;
    private final PageBitmap owed;
    private final PushScheduler scheduler;
    private final PushOracle oracle;

    /** {@code scheduler} has not begun yet; {@code oracle} looks at {@code owed}. */
    OracleComparison(String failure, Random random, PageBitmap owed, PushScheduler scheduler,
            PushOracle oracle) {
        this.failure = failure;
        this.random = random;
        this.owed = owed;
        this.scheduler = scheduler;
        this.oracle = oracle;
    }

    void run() {
        scheduler.begin(owed);
        while (!owed.isEmpty()) {
            claimSome();
            faultSometimes();
            pushAndCompare(scheduler.next(1 + random.nextInt(9)));
        }
        assertThat(scheduler.next(1)).as(failure).isNull();
    }

    private void claimSome() {
        for (int claims = Math.max(0, random.nextInt(6) - 2); claims > 0; claims--) {
            owed.remove(random.nextLong(owed.pageCount()));
        }
    }

    private void faultSometimes() {
        long page = random.nextLong(owed.pageCount());
        if (random.nextInt(10) == 0 && owed.remove(page)) {
            scheduler.onNetworkFault(page);
            oracle.onNetworkFault(page);
        }
    }

    private void pushAndCompare(PageRun run) {
        if (owed.isEmpty()) {
            assertThat(run).as(failure).isNull();
            return;
        }
        assertThat(run).as("%s: with %s", failure, owed).isNotNull();
        assertThat(owed.next(run.first(), run.end())).as("%s: an owed page in %s", failure, run)
                .isNotEqualTo(PageSet.NONE);
        for (long pages = PushedPages.owedOf(run, owed); pages > 0; pages--) {
            long page = oracle.next();
            assertThat(run.contains(page) && owed.remove(page))
                    .as("%s: the oracle's next page %d is one of %s", failure, page, run).isTrue();
        }
    }

    /** Owed pages of random density. */
    static PageBitmap randomlyOwed(Random random) {
        PageBitmap owed = new PageBitmap(1 + random.nextLong(300));
        double density = random.nextBoolean() ? 1 : random.nextDouble();
        for (long page = 0; page < owed.pageCount(); page++) {
            if (random.nextDouble() <= density) {
                owed.add(page);
            }
        }
        return owed;
    }
}
