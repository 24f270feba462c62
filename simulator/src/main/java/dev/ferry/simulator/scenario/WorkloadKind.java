package dev.ferry.simulator.scenario;

import java.util.Locale;

/** What guests can do. */
public enum WorkloadKind {
    /** Goes through its pages, over and over. */
    SEQUENTIAL("pages", Rate.parse("40MB")),
    /** Touches pages at random, all as often. */
    RANDOM("pages", Rate.parse("40MB")),
    /** Touches pages at random, some much more often than others. */
    ZIPF("pages", Rate.parse("40MB")),
    /** Sorts its pages. */
    QUICKSORT("touches", Rate.parse("40MB")),
    /** Answers queries for records. */
    KEY_VALUE("queries", Rate.parse("20000")),
    /** Does transactions on a database. */
    OLTP("transactions", Rate.parse("100")),
    /** Runs processes that take memory and give it back. */
    COMPILE("touches", Rate.parse("20000")),
    /** Sends a stream out of a ring of buffers. */
    STREAMING("bytes", Rate.parse("40MB")),
    /** Does next to nothing. */
    IDLE("wake-ups", Rate.parse("250")),
    /** Does what a trace of a guest says; size, threads and rate are those of the trace. */
    TRACE("pages", Rate.parse("1"));

    private final String operations;
    private final Rate defaultRate;

    WorkloadKind(String operations, Rate defaultRate) {
        this.operations = operations;
        this.defaultRate = defaultRate;
    }

    /** What its rate counts. */
    String operations() {
        return operations;
    }

    Rate defaultRate() {
        return defaultRate;
    }

    /** Whether bytes per second say how fast it is, too. */
    boolean takesBytes() {
        return switch (this) {
            case SEQUENTIAL, RANDOM, ZIPF, QUICKSORT, STREAMING, TRACE -> true;
            case KEY_VALUE, OLTP, COMPILE, IDLE -> false;
        };
    }

    /** What a thread needs at least. */
    int leastPages() {
        return switch (this) {
            case SEQUENTIAL, RANDOM, ZIPF, IDLE, TRACE -> 1;
            case QUICKSORT -> 2;
            case KEY_VALUE, OLTP, COMPILE, STREAMING -> 64;
        };
    }

    /** As users write it. */
    String spelling() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
