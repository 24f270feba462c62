package dev.ferry.simulator.guest.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.PageRun;
import dev.ferry.simulator.guest.AccessPattern;
import dev.ferry.workload.Task;
import dev.ferry.workload.Workload;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EveryPatternTest {

    private static final PageRun LEFT = new PageRun(100, 50);
    private static final PageRun RIGHT = new PageRun(200, 300);
    private static final PageRun SMALL = new PageRun(600, 7);
    private static final PageRun LAST = new PageRun(700, 20);
    private static final KeyValueStore STORE = new KeyValueStore(LEFT, RIGHT, 3000, 4096);

    private record Model(String name, List<PageRun> pages, LongFunction<AccessPattern> create) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Model> models() {
        return Stream.of(
                new Model("sequential stress", List.of(RIGHT),
                        seed -> new SequentialStress(RIGHT, true, 100, seed)),
                new Model("quicksort", List.of(RIGHT),
                        seed -> new QuicksortProcess(RIGHT, 16, 10, seed)),
                new Model("uniform queries", List.of(LEFT, RIGHT),
                        seed -> queries(new KeyLaw.Uniform(), seed)),
                new Model("Zipf queries", List.of(LEFT, RIGHT), seed -> queries(KeyLaw.Zipf.YCSB, seed)),
                new Model("hot spot queries", List.of(LEFT, RIGHT),
                        seed -> queries(KeyLaw.HotSpot.SYSBENCH, seed)),
                new Model("transactions", List.of(LEFT, RIGHT, SMALL, LAST), EveryPatternTest::transactions),
                new Model("compile", List.of(LEFT, RIGHT, SMALL, LAST), EveryPatternTest::compile),
                new Model("stream", List.of(RIGHT, SMALL),
                        seed -> new RingStream(RIGHT, SMALL, true, 16, 1_000_000, 4096, seed)),
                new Model("idle", List.of(SMALL), seed -> new Idle(SMALL, 4_000_000, seed)),
                new Model("random workload", List.of(LEFT),
                        seed -> new WorkloadPattern(workload(seed, Task.Order.RANDOM), 0, 0, 100)),
                new Model("sorting workload", List.of(LEFT),
                        seed -> new WorkloadPattern(workload(seed, Task.Order.QUICKSORT), 0, 99, 100)));
    }

    private static AccessPattern queries(KeyLaw law, long seed) {
        return new KeyValueQueries(STORE, law, new KeyValueQueries.Mix(0.5, false), 1000, seed);
    }

    private static AccessPattern transactions(long seed) {
        return new OltpTransactions(new Database(LEFT, RIGHT, LAST, SMALL, 16, 4), KeyLaw.HotSpot.SYSBENCH,
                OltpTransactions.Mix.sysbench(), 1_000_000, seed);
    }

    private static AccessPattern compile(long seed) {
        return new CompileProcesses(new CompileProcesses.Files(LEFT, LAST, SMALL), new FreePages(RIGHT),
                new CompileProcesses.Sizes(40, 3, 5, 2), 100, seed);
    }

    private static Workload workload(long seed, Task.Order order) {
        return Workload.of(seed, LEFT, order, LEFT, 1, 0);
    }

    @ParameterizedTest
    @MethodSource("models")
    void doesTheSameForTheSameSeedAndSomethingElseForAnother(Model model) {
        Visits first = Visits.of(model.create().apply(1), 5000);

        assertThat(Visits.of(model.create().apply(1), 5000)).isEqualTo(first);
        assertThat(Visits.of(model.create().apply(2), 5000)).isNotEqualTo(first);
    }

    @ParameterizedTest
    @MethodSource("models")
    void staysWithinItsPagesAndVisitsAllOfItsRegions(Model model) {
        for (long seed = 0; seed < 10; seed++) {
            Visits visits = Visits.of(model.create().apply(seed), 5000);

            assertThat(visits.steps()).as("seed %d", seed)
                    .allMatch(step -> model.pages().stream().anyMatch(step::isWithin));
            assertThat(model.pages()).as("seed %d", seed)
                    .allMatch(region -> !visits.within(region).steps().isEmpty());
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void getsWorkDone(Model model) {
        Visits visits = Visits.of(model.create().apply(3), 5000);

        assertThat(visits.work()).isPositive();
        assertThat(Arrays.stream(visits.pages()).distinct().count()).isGreaterThan(1);
    }
}
