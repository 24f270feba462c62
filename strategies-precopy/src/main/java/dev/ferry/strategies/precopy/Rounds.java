package dev.ferry.strategies.precopy;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.strategy.Round;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The rounds of a migration so far, and what they tell together: all that pre-copy decides by. No clock: time is what
 * the rounds took.
 *
 * @param geometry the shape of the guest's memory
 * @param all the rounds, in order
 */
public record Rounds(MemoryGeometry geometry, List<Round> all) {

    /** What an older round counts for in a smoothed rate, against the next: one bad round does not decide. */
    private static final double WEIGHT_OF_OLDER = 0.5;

    /** Copies the list. */
    public Rounds {
        all = List.copyOf(all);
    }

    /** Before the first. */
    public static Rounds none(MemoryGeometry geometry) {
        return new Rounds(geometry, List.of());
    }

    /** These, and another one. */
    public Rounds plus(Round next) {
        return new Rounds(geometry, Stream.concat(all.stream(), Stream.of(next)).toList());
    }

    /** These without the last. */
    public Rounds withoutLast() {
        return new Rounds(geometry, all.subList(0, all.size() - 1));
    }

    /** How many there were. */
    public int count() {
        return all.size();
    }

    /** The time that they took. */
    public long elapsedNanos() {
        return all.stream().mapToLong(Round::nanos).sum();
    }

    /** How many pages were dirty before the first round, that is all, and at the end of each. */
    public long[] remainders() {
        return LongStream.concat(LongStream.of(geometry.pageCount()),
                all.stream().mapToLong(Round::dirtyPages)).toArray();
    }

    /** How many rounds left at least as many dirty pages as the one before. */
    public int notShrunk() {
        long[] remainders = remainders();
        return (int) IntStream.rangeClosed(1, all.size())
                .filter(round -> remainders[round] >= remainders[round - 1]).count();
    }

    /**
     * The send rate: bytes on the wire over time, both with exponentially falling weights from the last round back, so
     * that a short round, whose own rate is mostly latency, counts for little.
     */
    public double bytesPerSecond() {
        double bytes = 0;
        double nanos = 0;
        for (Round round : all) {
            bytes = WEIGHT_OF_OLDER * bytes + round.bytes();
            nanos = WEIGHT_OF_OLDER * nanos + round.nanos();
        }
        return bytes * 1e9 / Math.max(1, nanos);
    }

    /** The rate at which pages were left dirty by the last round. */
    public double dirtyBytesPerSecond() {
        Round last = all.getLast();
        return (double) last.dirtyPages() * geometry.pageSizeBytes() * 1e9 / Math.max(1, last.nanos());
    }

    /** How long the pages dirty now would take at the send rate; infinite where nothing was sent. */
    public double expectedDowntimeNanos() {
        long dirtyPages = all.getLast().dirtyPages();
        return dirtyPages == 0 ? 0 : 1e9 * dirtyPages * geometry.pageSizeBytes() / bytesPerSecond();
    }
}
