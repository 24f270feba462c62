package dev.ferry.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.simulator.guest.SimulatedGuest;
import dev.ferry.simulator.guest.SimulatedMemory;
import dev.ferry.simulator.guest.Step;
import dev.ferry.simulator.time.Simulation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is replayed is what was recorded: the same pages in the same intervals, round after round. */
class TracePatternTest {

    @TempDir
    private Path folder;

    /** One page touched by the pattern. */
    private record Touch(long nanos, long page, boolean written) {}

    /** What a virtual CPU that never waits does with the steps of a pattern. */
    private static final class Processor {

        private final TracePattern pattern;
        private final Step step = new Step();
        private final List<Touch> touches = new ArrayList<>();
        private long nanos;
        private double work;

        Processor(TracePattern pattern) {
            this.pattern = pattern;
        }

        void runUntil(long endNanos) {
            while (nanos < endNanos) {
                pattern.next(step);
                for (long page = step.first; page < step.first + step.count; page++) {
                    touches.add(new Touch(nanos, page, step.writes));
                    nanos += step.nanosPerPage;
                }
                work += step.work;
            }
        }
    }

    private static TraceInterval interval(long nanos, long work, PageBitmap dirtied, PageBitmap accessed) {
        return new TraceInterval(nanos, OptionalLong.of(work), dirtied, Optional.of(accessed));
    }

    private TracePattern pattern(TraceHeader header, List<TraceInterval> intervals) throws IOException {
        return new TracePattern(SeededTraces.write(folder.resolve("guest.trace"), header, intervals));
    }

    @Test
    void spreadsPagesOverInterval() throws IOException {
        TraceHeader header = new TraceHeader(4096, 100, 100, true, true);
        PageBitmap none = new PageBitmap(100);
        try (TracePattern pattern = pattern(header,
                List.of(interval(102, 8, SeededTraces.set(100, 10, 12), SeededTraces.set(100, 9, 10, 11, 12)),
                        interval(50, 4, none, none),
                        interval(30, 3, none, SeededTraces.set(100, 99))))) {
            Processor processor = new Processor(pattern);

            processor.runUntil(2 * 182);

            assertThat(processor.touches).containsExactly(new Touch(0, 9, false), new Touch(25, 10, true),
                    new Touch(50, 11, false), new Touch(75, 12, true), new Touch(152, 99, false),
                    new Touch(182, 9, false), new Touch(207, 10, true), new Touch(232, 11, false),
                    new Touch(257, 12, true), new Touch(334, 99, false));
            assertThat(processor.work).isEqualTo(2 * 15.0, within(1e-9));
        }
    }

    @Test
    void countsWorkWhileALongRunOfPagesIsTouched() throws IOException {
        TraceHeader header = new TraceHeader(4096, 1000, 100_000, true, true);
        PageBitmap all = PageBitmap.full(1000);
        try (TracePattern pattern = pattern(header, List.of(interval(100_000, 500, all, all)))) {
            Processor processor = new Processor(pattern);

            processor.runUntil(50_000);

            assertThat(processor.work).isBetween(250.0, 300.0);
        }
    }

    @Test
    void countsPagesAsWorkWhereNoneIsKnown() throws IOException {
        TraceHeader header = new TraceHeader(4096, 100, 100, false, false);
        try (TracePattern pattern = pattern(header, List.of(new TraceInterval(100, OptionalLong.empty(),
                SeededTraces.set(100, 0, 1, 2, 50), Optional.empty())))) {
            Processor processor = new Processor(pattern);

            processor.runUntil(300);

            assertThat(processor.work).isEqualTo(12);
            assertThat(processor.touches).hasSize(12).allMatch(Touch::written);
        }
    }

    @Test
    void leavesOutTimeBeforeFirstTouchOnce() throws IOException {
        TraceHeader header = new TraceHeader(4096, 100, 100, false, false);
        TraceInterval idle = new TraceInterval(100, OptionalLong.empty(), new PageBitmap(100),
                Optional.empty());
        TraceInterval busy = new TraceInterval(100, OptionalLong.empty(), SeededTraces.set(100, 7),
                Optional.empty());
        try (TracePattern pattern = pattern(header, List.of(idle, busy))) {
            Processor processor = new Processor(pattern);

            processor.runUntil(600);

            assertThat(processor.touches).containsExactly(new Touch(0, 7, true), new Touch(200, 7, true),
                    new Touch(400, 7, true));
        }
    }

    @Test
    void replaysWhatWasRecorded() throws IOException {
        int replayed = 0;
        for (long seed = 0; seed < 100; seed++) {
            SeededTraces traces = new SeededTraces(seed);
            TraceHeader header = traces.header();
            List<TraceInterval> recorded = replayable(traces, header);
            if (recorded.isEmpty()) {
                continue;
            }
            try (TracePattern pattern = pattern(header, recorded)) {
                replayed++;
                long roundNanos = recorded.stream().mapToLong(TraceInterval::elapsedNanos).sum();
                Processor processor = new Processor(pattern);

                processor.runUntil(2 * roundNanos);

                List<TraceInterval> twice = new ArrayList<>(recorded);
                twice.addAll(recorded);
                assertThat(SeededTraces.described(cut(processor.touches, header, twice))).as("seed %d", seed)
                        .isEqualTo(SeededTraces.described(twice));
                double work = twice.stream().mapToDouble(
                        interval -> interval.work().orElse(interval.touched().size())).sum();
                assertThat(processor.work).as("seed %d", seed).isEqualTo(work, within(work * 1e-9));
            }
        }
        assertThat(replayed).as("seeds with something to replay").isGreaterThan(20);
    }

    /** Some intervals that have time for all their pages and begin with a touch, or none. */
    private static List<TraceInterval> replayable(SeededTraces traces, TraceHeader header) {
        List<TraceInterval> recorded = traces.intervals(header, 6).stream()
                .filter(interval -> interval.elapsedNanos() > header.pageCount()).toList();
        return recorded.isEmpty() || recorded.getFirst().touched().isEmpty() ? List.of() : recorded;
    }

    /** What a recorder would have said whose intervals ended when those of the trace did. */
    private static List<TraceInterval> cut(List<Touch> touches, TraceHeader header,
            List<TraceInterval> recorded) {
        List<TraceInterval> cut = new ArrayList<>();
        int next = 0;
        long end = 0;
        for (TraceInterval interval : recorded) {
            end += interval.elapsedNanos();
            PageBitmap dirtied = new PageBitmap(header.pageCount());
            PageBitmap accessed = new PageBitmap(header.pageCount());
            for (; next < touches.size() && touches.get(next).nanos() < end; next++) {
                accessed.add(touches.get(next).page());
                if (touches.get(next).written()) {
                    dirtied.add(touches.get(next).page());
                }
            }
            cut.add(new TraceInterval(interval.elapsedNanos(), interval.work(), dirtied,
                    interval.accessed().map(_ -> accessed)));
        }
        assertThat(next).isEqualTo(touches.size());
        return cut;
    }

    @Test
    void simulatedGuestDoesWhatWasRecorded() throws IOException {
        int replayed = 0;
        for (long seed = 0; seed < 40; seed++) {
            SeededTraces traces = new SeededTraces(seed);
            TraceHeader header = traces.header();
            List<TraceInterval> recorded = replayable(traces, header);
            if (recorded.isEmpty()) {
                continue;
            }
            try (TracePattern pattern = pattern(header, recorded)) {
                replayed++;
                List<TraceInterval> simulated = simulate(header, pattern, recorded);

                assertThat(SeededTraces.described(simulated)).as("seed %d", seed)
                        .isEqualTo(SeededTraces.described(recorded));
            }
        }
        assertThat(replayed).as("seeds with something to replay").isGreaterThan(8);
    }

    /** What the logs of a simulated guest say that does what was recorded. */
    private static List<TraceInterval> simulate(TraceHeader header, TracePattern pattern,
            List<TraceInterval> recorded) {
        Simulation simulation = new Simulation();
        SimulatedMemory memory = new SimulatedMemory(
                MemoryGeometry.flat(header.pageSizeBytes(), header.pageCount()));
        new SimulatedGuest(simulation, "replayed", memory, 1).with(pattern).start();
        memory.startDirtyLog();
        memory.startReferenceLog();
        List<TraceInterval> simulated = new ArrayList<>();
        for (TraceInterval interval : recorded) {
            simulation.runUntil(simulation.nowNanos() + interval.elapsedNanos());
            PageBitmap dirtied = new PageBitmap(header.pageCount());
            PageBitmap accessed = new PageBitmap(header.pageCount());
            memory.collectDirty(dirtied);
            memory.collectReferenced(accessed);
            simulated.add(new TraceInterval(interval.elapsedNanos(), interval.work(), dirtied,
                    interval.accessed().map(_ -> accessed)));
        }
        return simulated;
    }

    @Test
    void refusesTraceWithoutTouch() throws IOException {
        TraceHeader header = new TraceHeader(4096, 100, 100, false, false);
        TraceInterval idle = new TraceInterval(100, OptionalLong.empty(), new PageBitmap(100),
                Optional.empty());

        assertThatThrownBy(() -> pattern(header, List.of(idle, idle)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("guest.trace has 2 intervals, in which nothing was touched");
    }
}
