package dev.ferry.simulator.guest.workload;

/**
 * A server that keeps its data in memory and answers queries for single records: Redis under YCSB, as in Deshpande and
 * others, "Agile Live Migration", section V: data sets of 1.5 and of 9 GB, of which first 200 MB and then 6 GB are asked for,
 * all records as often. A query reads a page of the index, then reads or writes the record. They do not state the speed
 * of a query. Work is queries.
 */
public final class KeyValueQueries extends PlannedPattern {

    private final KeyValueStore store;
    private final KeyLaw law;
    private final Mix mix;
    private final long nanosPerQuery;
    private final RandomStream random;
    private KeyChooser keys;

    /**
     * What queries do.
     *
     * @param puts the share of them that write the whole record, from 0 to 1; the others read it
     * @param marksUse whether reading a record writes its first page, where the time of its last use is noted: Redis does so
     */
    public record Mix(double puts, boolean marksUse) {

        /** Checks the share. */
        public Mix {
            Require.share(puts, "the share of puts");
        }
    }

    /**
     * A server that is asked for all its records.
     *
     * @param nanosPerQuery how long a query takes where no page is missing, at least 1 for each page of it
     * @param seed of the keys
     */
    public KeyValueQueries(KeyValueStore store, KeyLaw law, Mix mix, long nanosPerQuery, long seed) {
        this.store = store;
        this.law = law;
        this.mix = mix;
        long mostPages = 2 + (store.valueBytes() + store.pageSizeBytes() - 2) / store.pageSizeBytes();
        this.nanosPerQuery = Require.atLeast(mostPages, nanosPerQuery, "nanoseconds per query");
        random = new RandomStream(seed);
        keys = KeyChooser.of(law, store.records());
    }

    /**
     * Has all queries from the next one on ask for the records that were loaded first.
     *
     * @param records how many, from 1 to all
     */
    public void askFor(long records) {
        if (records < 1 || records > store.records()) {
            throw new IllegalArgumentException("queries for " + records + " records: 1 to "
                    + store.records() + " are allowed");
        }
        keys = KeyChooser.of(law, records);
    }

    @Override
    void plan(StepPlan steps) {
        long record = keys.next(random);
        boolean put = random.fraction() < mix.puts();
        long first = store.firstPage(record);
        long others = store.lastPage(record) - first;
        long nanosPerPage = nanosPerQuery / (2 + others);
        steps.add(store.indexPage(record), 1, false, nanosPerPage, 0);
        boolean done = others == 0;
        steps.add(first, 1, put || mix.marksUse(), nanosPerPage, done ? 1 : 0);
        if (!done) {
            steps.add(first + 1, others, put, nanosPerPage, 1);
        }
    }
}
