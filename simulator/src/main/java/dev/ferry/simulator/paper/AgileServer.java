package dev.ferry.simulator.paper;

import dev.ferry.api.memory.PageRun;
import dev.ferry.simulator.guest.AccessPattern;
import dev.ferry.simulator.guest.Step;
import dev.ferry.simulator.guest.workload.Database;
import dev.ferry.simulator.guest.workload.Idle;
import dev.ferry.simulator.guest.workload.KeyLaw;
import dev.ferry.simulator.guest.workload.KeyValueQueries;
import dev.ferry.simulator.guest.workload.KeyValueStore;
import dev.ferry.simulator.guest.workload.OltpTransactions;
import dev.ferry.workload.SplitMix;

/**
 * A server of Deshpande et al., section V, in a guest. All times and sizes are those of real pages; {@link AgileScale}
 * makes them those of the model.
 */
sealed interface AgileServer {

    /** What it does, and how its clients are told to ask for more. */
    record Running(AccessPattern pattern, Runnable growth) {}

    /** What is sent to clients for each unit of work, in bytes. */
    double answerBytes();

    /** How much of the guest's memory the data takes, in MiB; and what is read for all of it. */
    int dataMib();

    /** How much of the guest's memory is its working set before it grows, in MiB; 0 where it does not grow. */
    default int quietMib() {
        return 0;
    }

    /** Starts it over its data. */
    Running start(AgileScale scale, PageRun index, PageRun data, long seed);

    /**
     * Redis: each query reads one record of all that are asked for, all as often, and marks in it that it was
     * used, for which it writes a page.
     *
     * @param firstMib how much of the data is asked for at first
     * @param thenMib and after growth
     * @param nanosPerQuery where no page is missing
     */
    record Redis(int dataMib, int firstMib, int thenMib, long nanosPerQuery) implements AgileServer {

        /** A record of YCSB, ten fields of 100 bytes, and what is around it. */
        private static final double ANSWER_BYTES = 1100;
        private static final int RECORD_BYTES = 1024;

        @Override
        public int quietMib() {
            return firstMib == thenMib ? 0 : AgileHosts.INDEX_MIB + firstMib;
        }

        @Override
        public double answerBytes() {
            return ANSWER_BYTES;
        }

        @Override
        public Running start(AgileScale scale, PageRun index, PageRun data, long seed) {
            KeyValueStore store = new KeyValueStore(index, data, scale.of(RECORD_BYTES), scale.pageBytes());
            KeyValueQueries queries = new KeyValueQueries(store, new KeyLaw.Uniform(),
                    new KeyValueQueries.Mix(0, true), scale.of(nanosPerQuery), seed);
            queries.askFor(store.recordsIn(AgileScale.bytes(firstMib)));
            return new Running(queries, () -> queries.askFor(store.recordsIn(AgileScale.bytes(thenMib))));
        }
    }

    /**
     * MySQL: transactions of Sysbench, and what the database writes beside that, anywhere in its buffer pool.
     *
     * @param poolMib a part of the data
     * @param nanosPerTransaction where no page is missing
     * @param furtherWrites pages of the pool that are written for each transaction
     */
    record MySql(int dataMib, int poolMib, long nanosPerTransaction,
            double furtherWrites) implements AgileServer {

        /**
         * Ten rows one by one and three ranges of a hundred, of 120 bytes each and 5 bytes around them; the fourth range is
         * summed up. Each of 18 statements has about 150 bytes that say what its columns are, and that it has ended.
         */
        private static final double ANSWER_BYTES = 310 * 125 + 18 * 150;

        @Override
        public double answerBytes() {
            return ANSWER_BYTES;
        }

        @Override
        public Running start(AgileScale scale, PageRun index, PageRun data, long seed) {
            long quarter = index.count() / 4;
            Database database = Database.sysbench(new PageRun(index.first(), quarter), data,
                    new PageRun(index.first() + quarter, 2 * quarter),
                    new PageRun(index.first() + 3 * quarter, quarter));
            OltpTransactions transactions = new OltpTransactions(database, KeyLaw.HotSpot.SYSBENCH,
                    OltpTransactions.Mix.sysbench(), scale.of(nanosPerTransaction), seed);
            PageRun pool = new PageRun(data.first(), scale.pages(poolMib));
            FurtherWrites writes = new FurtherWrites(transactions, pool, furtherWrites, seed);
            return new Running(writes, () -> {});
        }
    }

    /** A guest with nothing to do. */
    record Resting(int dataMib) implements AgileServer {

        private static final long TICK_NANOS = 4_000_000;

        @Override
        public double answerBytes() {
            return 0;
        }

        @Override
        public Running start(AgileScale scale, PageRun index, PageRun data, long seed) {
            return new Running(
                    new Idle(index, scale.of(TICK_NANOS), seed), () -> {});
        }
    }

    /** What a server does, and after each unit of work writes to pages that it chooses by a seed. */
    final class FurtherWrites implements AccessPattern {

        private static final long NANOS_PER_WRITE = 1000;

        private final AccessPattern work;
        private final PageRun pages;
        private final double perUnit;
        private long random;
        private double due;

        FurtherWrites(AccessPattern work, PageRun pages, double perUnit, long seed) {
            this.work = work;
            this.pages = pages;
            this.perUnit = perUnit;
            this.random = SplitMix.mix(~seed);
        }

        @Override
        public void next(Step step) {
            if (due >= 1) {
                due--;
                step.set(pages.first() + SplitMix.below(pages.count(), random++), 1, true, NANOS_PER_WRITE,
                        0);
                return;
            }
            work.next(step);
            due += step.work * perUnit;
        }
    }
}
