package dev.ferry.benchmarks;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Times in nanoseconds, in ascending order. */
final class Samples {

    /** None at all. */
    static final Samples NONE = new Samples(new long[0]);

    private final long[] nanos;

    private Samples(long[] nanos) {
        this.nanos = nanos;
        Arrays.sort(nanos);
    }

    /** Collects samples without allocating for each. */
    static final class Recorder {

        private final long[] nanos;
        private int count;

        Recorder(int capacity) {
            this.nanos = new long[capacity];
        }

        void add(long sampleNanos) {
            nanos[count++] = sampleNanos;
        }

        Samples samples() {
            return new Samples(Arrays.copyOf(nanos, count));
        }
    }

    static Samples of(LongStream nanos) {
        return new Samples(nanos.toArray());
    }

    int count() {
        return nanos.length;
    }

    /** The sample that {@code percent} of all do not exceed. */
    long percentile(double percent) {
        return nanos[Math.max(0, (int) Math.ceil(percent / 100 * nanos.length) - 1)];
    }

    /** All of them in a line, as {@link #fromLine} takes it. */
    String toLine() {
        return LongStream.of(nanos).mapToObj(Long::toString).collect(Collectors.joining(" "));
    }

    static Samples fromLine(String line) {
        return of(Arrays.stream(line.split(" ")).filter(word -> !word.isEmpty()).mapToLong(Long::parseLong));
    }
}
