package dev.ferry.simulator.guest.workload;

import dev.ferry.api.memory.PageRun;

/**
 * Where a database has its data in memory: a table in blocks, in the order of its key, with a tree over them; a second
 * index; and a log.
 *
 * @param tree the inner nodes of the table's tree, in the order of the key
 * @param rows the blocks of the table
 * @param secondIndex the entries of the second index
 * @param log written from its first page to its last, over and over
 * @param rowsPerPage at least 1; a row of Sysbench has about 200 bytes
 * @param pagesPerBlock of which a look-up for one row touches all: its search goes to and fro; 4 for the 16 KiB of InnoDB
 */
public record Database(PageRun tree, PageRun rows, PageRun secondIndex, PageRun log, long rowsPerPage,
        long pagesPerBlock) {

    /** Checks that there are rows, and no more than can be chosen from. */
    public Database {
        Require.atLeast(1, rowsPerPage, "rows per page");
        Require.atLeast(1, pagesPerBlock, "pages per block");
        if (rows.count() > Integer.MAX_VALUE / rowsPerPage) {
            throw new IllegalArgumentException(rowsPerPage + " rows in each of " + rows.count()
                    + " pages: at most " + Integer.MAX_VALUE + " in all are allowed");
        }
    }

    /** The table of Sysbench in InnoDB: 20 rows of 200 bytes to a page, 4 pages to a block. */
    public static Database sysbench(PageRun tree, PageRun rows, PageRun secondIndex, PageRun log) {
        return new Database(tree, rows, secondIndex, log, 20, 4);
    }

    /** How many rows there are. */
    public long rowCount() {
        return rows.count() * rowsPerPage;
    }

    /** The page of a row. */
    long page(long row) {
        return rows.first() + row / rowsPerPage;
    }

    /** The first page of a row's block. */
    long blockFirst(long row) {
        long index = row / rowsPerPage;
        return rows.first() + index - index % pagesPerBlock;
    }

    /** The page after a row's block. */
    long blockEnd(long row) {
        return Math.min(blockFirst(row) + pagesPerBlock, rows.end());
    }

    /** The inner node that leads to a row. */
    long treePage(long row) {
        return tree.first() + row * tree.count() / rowCount();
    }
}
