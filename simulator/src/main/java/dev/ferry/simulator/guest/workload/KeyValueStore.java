package dev.ferry.simulator.guest.workload;

import dev.ferry.api.memory.PageRun;
import dev.ferry.workload.SplitMix;

/**
 * Where a key-value store has its data: records of one size one after the other, as they were loaded, and an index over
 * them that is a hash table.
 *
 * @param index the hash table
 * @param values the records; what is left over at the end is not used
 * @param valueBytes of a record, at least 1; with YCSB's defaults it has ten fields of 100 bytes
 * @param pageSizeBytes at least 1
 */
public record KeyValueStore(PageRun index, PageRun values, long valueBytes, long pageSizeBytes) {

    /** Checks that there are records, and no more than can be chosen from. */
    public KeyValueStore {
        Require.atLeast(1, valueBytes, "bytes per record");
        Require.atLeast(1, pageSizeBytes, "bytes per page");
        long records = values.count() * pageSizeBytes / valueBytes;
        if (records < 1 || records > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(records + " records of " + valueBytes + " bytes in " + values
                    + ": 1 to " + Integer.MAX_VALUE + " are allowed");
        }
    }

    /** How many records there are. */
    public long records() {
        return recordsIn(values.count() * pageSizeBytes);
    }

    /** How many records fill some bytes. */
    public long recordsIn(long bytes) {
        return bytes / valueBytes;
    }

    /** The page of the index where a record is looked up. */
    long indexPage(long record) {
        return index.first() + SplitMix.below(index.count(), record);
    }

    /** The page where a record begins. */
    long firstPage(long record) {
        return values.first() + record * valueBytes / pageSizeBytes;
    }

    /** The page where a record ends. */
    long lastPage(long record) {
        return values.first() + ((record + 1) * valueBytes - 1) / pageSizeBytes;
    }
}
