package dev.ferry.simulator.guest.workload;

/**
 * A database server that does transactions, one after the other: MySQL with 8 GB of data under Sysbench, as in Deshpande
 * and others, "Agile Live Migration", section V. A transaction looks rows up one by one, scans ranges of rows, changes
 * rows and then commits. A change is logged, and so is the commit. The paper does not state the speed of a transaction, nor
 * the sizes within the database. Work is transactions.
 */
public final class OltpTransactions extends PlannedPattern {

    private final Database database;
    private final Mix mix;
    private final long nanosPerPage;
    private final RandomStream random;
    private final KeyChooser keys;
    private long logEntries;

    /**
     * What is done in a transaction.
     *
     * @param lookUps of one row each
     * @param scans of a range of rows each
     * @param rowsPerScan at least 1
     * @param updates of a row that the second index does not know of
     * @param indexUpdates of a row, and of an entry of the second index
     * @param entriesPerLogPage how many changes and commits fill a page of the log, at least 1
     */
    public record Mix(int lookUps, int scans, int rowsPerScan, int updates, int indexUpdates,
            int entriesPerLogPage) {

        /** Checks that nothing is negative. */
        public Mix {
            Require.atLeast(0, lookUps, "the number of look-ups");
            Require.atLeast(0, scans, "the number of scans");
            Require.atLeast(1, rowsPerScan, "rows per scan");
            Require.atLeast(0, updates, "the number of updates");
            Require.atLeast(0, indexUpdates, "the number of index updates");
            Require.atLeast(1, entriesPerLogPage, "entries per page of the log");
        }

        /**
         * The statements of Sysbench's default transaction; that it deletes a row and inserts it again counts as an update
         * of row and index. That 8 changes fill a page of the log is our choice.
         */
        public static Mix sysbench() {
            return new Mix(10, 4, 100, 1, 2, 8);
        }
    }

    /**
     * A server that does one kind of transaction.
     *
     * @param nanosPerTransaction how long one takes where no page is missing, at least 1 for each page of it
     * @param seed of the rows
     */
    public OltpTransactions(Database database, KeyLaw law, Mix mix, long nanosPerTransaction, long seed) {
        this.database = database;
        this.mix = mix;
        long pages = pagesPerTransaction(database, mix);
        nanosPerPage = Require.atLeast(pages, nanosPerTransaction, "nanoseconds per transaction") / pages;
        random = new RandomStream(seed);
        keys = KeyChooser.of(law, database.rowCount());
    }

    /** How many pages it touches, where a scan begins at the start of a block. */
    private static long pagesPerTransaction(Database database, Mix mix) {
        long lookUp = 1 + database.pagesPerBlock();
        long rowsPerBlock = database.rowsPerPage() * database.pagesPerBlock();
        long scan = 1 + Math.ceilDiv(mix.rowsPerScan(), rowsPerBlock) * database.pagesPerBlock();
        long update = lookUp + 2;
        return mix.lookUps() * lookUp + mix.scans() * scan + mix.updates() * update
                + mix.indexUpdates() * (update + 1) + 1;
    }

    @Override
    void plan(StepPlan steps) {
        for (int done = 0; done < mix.lookUps(); done++) {
            lookUp(steps, keys.next(random));
        }
        for (int done = 0; done < mix.scans(); done++) {
            scan(steps, keys.next(random));
        }
        for (int done = 0; done < mix.indexUpdates(); done++) {
            update(steps, keys.next(random));
            updateIndex(steps);
        }
        for (int done = 0; done < mix.updates(); done++) {
            update(steps, keys.next(random));
        }
        log(steps, 1);
    }

    private void lookUp(StepPlan steps, long row) {
        read(steps, row, row);
    }

    private void scan(StepPlan steps, long row) {
        read(steps, row, Math.min(row + mix.rowsPerScan(), database.rowCount()) - 1);
    }

    private void read(StepPlan steps, long firstRow, long lastRow) {
        long first = database.blockFirst(firstRow);
        steps.add(database.treePage(firstRow), 1, false, nanosPerPage, 0);
        steps.add(first, database.blockEnd(lastRow) - first, false, nanosPerPage, 0);
    }

    private void update(StepPlan steps, long row) {
        lookUp(steps, row);
        steps.add(database.page(row), 1, true, nanosPerPage, 0);
        log(steps, 0);
    }

    /** Where the entry belongs does not depend on where the row is. */
    private void updateIndex(StepPlan steps) {
        long page = database.secondIndex().first() + random.below(database.secondIndex().count());
        steps.add(page, 1, true, nanosPerPage, 0);
    }

    private void log(StepPlan steps, double work) {
        long page = logEntries / mix.entriesPerLogPage() % database.log().count();
        logEntries++;
        steps.add(database.log().first() + page, 1, true, nanosPerPage, work);
    }
}
