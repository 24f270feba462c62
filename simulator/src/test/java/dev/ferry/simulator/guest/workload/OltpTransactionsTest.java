package dev.ferry.simulator.guest.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.PageRun;
import dev.ferry.simulator.guest.workload.OltpTransactions.Mix;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OltpTransactionsTest {

    private static final PageRun TREE = new PageRun(0, 40);
    private static final PageRun ROWS = new PageRun(100, 10_002);
    private static final PageRun INDEX = new PageRun(20_000, 800);
    private static final PageRun LOG = new PageRun(30_000, 16);
    private static final Database DATABASE = new Database(TREE, ROWS, INDEX, LOG, 16, 4);

    private final Visits visits = visits(Mix.sysbench());

    @Test
    void touchesWhatItsStatementsNeed() {
        double transactions = visits.work();

        assertThat(transactions).isEqualTo(400);
        // Ten look-ups, four scans, three updates, each by way of the tree.
        assertThat(visits.within(TREE).steps()).hasSize(17 * 400);
        assertThat(visits.within(INDEX).pages(true)).hasSize(2 * 400);
        assertThat(visits.within(LOG).pages(true)).hasSize(4 * 400);
        assertThat(visits.within(ROWS).pages(true)).hasSize(3 * 400);
        // A look-up needs a block of four pages, a scan of 100 rows seven pages and thus two or three blocks.
        assertThat(visits.within(ROWS).pages(false).length / transactions)
                .isBetween(13 * 4 + 4 * 8.0, 13 * 4 + 4 * 12.0);
    }

    @Test
    void takesItsTimeButForScansThatNeedABlockMore() {
        assertThat(visits.nanos() / visits.work()).isBetween(1_000_000.0, 1_150_000.0);
        assertThat(visits(new Mix(10, 0, 1, 1, 2, 8)).nanos() / visits(new Mix(10, 0, 1, 1, 2, 8)).work())
                .isBetween(999_000.0, 1_001_000.0);
    }

    @Test
    void writesARowOnlyAfterItsBlockWasRead() {
        for (int index = 1; index < visits.steps().size(); index++) {
            Visits.Visit step = visits.steps().get(index);
            if (step.writes() && step.isWithin(ROWS)) {
                assertThat(visits.steps().get(index - 1).pages()).contains(step.first());
            }
        }
    }

    @Test
    void writesTheLogPageByPage() {
        long[] log = visits.within(LOG).pages();

        for (int entry = 0; entry < log.length; entry++) {
            assertThat(log[entry]).isEqualTo(30_000 + entry / 8 % 16);
        }
    }

    @Test
    void goesThroughTheTreeInTheOrderOfTheRows() {
        for (int index = 1; index < visits.steps().size(); index++) {
            Visits.Visit block = visits.steps().get(index);
            if (!block.writes() && block.isWithin(ROWS)) {
                long node = visits.steps().get(index - 1).first();
                double share = (block.first() - 100.0) / 10_002;
                assertThat((double) node).isBetween(40 * share - 1, 40 * share + 1);
            }
        }
    }

    @Test
    void visitsTheHotRowsMost() {
        Visits hot = visits.within(new PageRun(100 + 4950 - 4, 112));

        assertThat((double) Arrays.stream(hot.pages(true)).count() / visits.within(ROWS).pages(true).length)
                .isBetween(0.72, 0.79);
    }

    @Test
    void namesATimeThatIsTooShort() {
        assertThatThrownBy(() -> new OltpTransactions(DATABASE, new KeyLaw.Uniform(), Mix.sysbench(), 5, 1))
                .hasMessageContaining("nanoseconds per transaction is 5: at least ");
    }

    private static Visits visits(Mix mix) {
        int steps = 2 * mix.lookUps() + 2 * mix.scans() + 4 * mix.updates() + 5 * mix.indexUpdates() + 1;
        return Visits.of(new OltpTransactions(DATABASE, KeyLaw.HotSpot.SYSBENCH, mix, 1_000_000, 1),
                400 * steps);
    }
}
