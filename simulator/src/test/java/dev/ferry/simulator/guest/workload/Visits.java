package dev.ferry.simulator.guest.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.PageRun;
import dev.ferry.simulator.guest.AccessPattern;
import dev.ferry.simulator.guest.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** The first steps of a pattern, kept. */
record Visits(List<Visit> steps) {

    record Visit(long first, long count, boolean writes, long nanosPerPage, double work) {

        LongStream pages() {
            return LongStream.range(first, first + count);
        }

        boolean isWithin(PageRun run) {
            return first >= run.first() && first + count <= run.end();
        }
    }

    static Visits of(AccessPattern pattern, int count) {
        List<Visit> steps = new ArrayList<>();
        Step step = new Step();
        for (int done = 0; done < count; done++) {
            pattern.next(step);
            steps.add(new Visit(step.first, step.count, step.writes, step.nanosPerPage, step.work));
        }
        assertThat(steps)
                .allMatch(visit -> visit.count() > 0 && visit.nanosPerPage() > 0 && visit.work() >= 0);
        return new Visits(steps);
    }

    double work() {
        return steps.stream().mapToDouble(Visit::work).sum();
    }

    long nanos() {
        return steps.stream().mapToLong(step -> step.count() * step.nanosPerPage()).sum();
    }

    /** Page by page, in order. */
    long[] pages() {
        return steps.stream().flatMapToLong(Visit::pages).toArray();
    }

    long[] pages(boolean written) {
        return steps.stream().filter(step -> step.writes() == written).flatMapToLong(Visit::pages)
                .toArray();
    }

    /** Those within a region. */
    Visits within(PageRun run) {
        return new Visits(steps.stream().filter(step -> step.isWithin(run)).toList());
    }

    /** How many pages differ. */
    long distinct() {
        return steps.stream().flatMapToLong(Visit::pages).distinct().count();
    }
}
