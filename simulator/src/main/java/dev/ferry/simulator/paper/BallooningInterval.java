package dev.ferry.simulator.paper;

import dev.ferry.simulator.guest.AccessPattern;
import dev.ferry.simulator.guest.Step;
import dev.ferry.simulator.paper.Evaluation.Claim;
import dev.ferry.simulator.paper.Evaluation.Figure;
import dev.ferry.simulator.paper.Evaluation.Parameter;
import dev.ferry.simulator.paper.Evaluation.Plot;
import dev.ferry.simulator.paper.Evaluation.Point;
import dev.ferry.simulator.paper.Evaluation.Series;
import dev.ferry.simulator.time.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Figure 12 of the post-copy paper: how much longer a kernel compile takes, by how often its guest is ballooned. */
final class BallooningInterval implements Experiment {

    static final List<Long> PAPER_MILLIS = List.of(10L, 50L, 100L, 500L, 1000L, 2000L, 4000L, 6000L, 8000L,
            10000L);
    private static final long LEAST_GOOD_MILLIS = 4000;
    private static final int FILES = 60;
    private static final int SEEDS = 5;
    /** What is added in less than this is no difference. */
    private static final double LEAST_SECONDS = 0.02;
    private static final long LOOK_NANOS = 1_000_000;
    private static final double NANOS_PER_SECOND = 1e9;

    private final List<Long> millis;
    private final int files;
    private final int seeds;

    BallooningInterval() {
        this(PAPER_MILLIS, FILES, SEEDS);
    }

    /** Some intervals, ascending, and so many files for each of the two compilers. */
    BallooningInterval(List<Long> millis, int files, int seeds) {
        this.millis = List.copyOf(millis);
        this.files = files;
        this.seeds = seeds;
    }

    @Override
    public String name() {
        return "hines-figures-12";
    }

    @Override
    public String title() {
        return "how much longer a kernel compile takes, by the interval of ballooning";
    }

    /** One compiler, whose files are counted. A touch of it stands for four, for what lies between is nothing to a balloon. */
    private static final class Compiler implements AccessPattern {

        private static final int TOUCHES = 4;
        /** The first inflation is no matter of the interval. */
        private static final int WARM_UP_FILES = 5;

        private final AccessPattern program;
        private double done;
        private long startNanos = -1;
        private long endNanos = -1;

        Compiler(AccessPattern program) {
            this.program = program;
        }

        @Override
        public void next(Step step) {
            program.next(step);
            step.nanosPerPage *= TOUCHES;
            done += step.work;
        }

        void look(long nowNanos, int files) {
            if (startNanos < 0 && done >= WARM_UP_FILES) {
                startNanos = nowNanos;
            }
            if (endNanos < 0 && done >= WARM_UP_FILES + files) {
                endNanos = nowNanos;
            }
        }

        boolean hasEnded() {
            return endNanos >= 0;
        }

        double seconds() {
            return (endNanos - startNanos) / NANOS_PER_SECOND;
        }
    }

    /** How long a compile takes, in the mean of its two compilers; without a balloon where there is no interval. */
    private double secondsOfCompile(@Nullable Duration interval, long seed) {
        List<Compiler> compilers = new ArrayList<>();
        ApplicationGuest guest = new ApplicationGuest(Application.COMPILE, seed, program -> {
            Compiler compiler = new Compiler(program);
            compilers.add(compiler);
            return compiler;
        });
        if (interval != null) {
            guest.balloon(interval);
        }
        guest.guest().start();
        Simulation simulation = guest.simulation();
        while (!compilers.stream().allMatch(Compiler::hasEnded)) {
            simulation.runUntil(simulation.nowNanos() + LOOK_NANOS);
            compilers.forEach(compiler -> compiler.look(simulation.nowNanos(), files));
        }
        return compilers.stream().mapToDouble(Compiler::seconds).average().orElseThrow();
    }

    @Override
    public Evaluation run(Consumer<String> progress) {
        progress.accept("without a balloon");
        double[] plain = seconds(null);
        List<Mean> added = new ArrayList<>();
        for (long each : millis) {
            progress.accept("every " + each + " ms");
            double[] ballooned = seconds(Duration.ofMillis(each));
            for (int run = 0; run < seeds; run++) {
                ballooned[run] -= plain[run];
            }
            added.add(Mean.of(ballooned));
        }
        return evaluation(Mean.of(plain), added);
    }

    private double[] seconds(@Nullable Duration interval) {
        return LongStream.range(0, seeds).mapToDouble(seed -> secondsOfCompile(interval, seed)).toArray();
    }

    private Evaluation evaluation(Mean plain, List<Mean> added) {
        List<Figure> figures = new ArrayList<>();
        figures.add(
                new Figure("no balloon", "time of the compile", "s", null, plain.value(), plain.halfWidth()));
        List<Point> points = new ArrayList<>();
        for (int index = 0; index < millis.size(); index++) {
            Mean mean = added.get(index);
            figures.add(new Figure(name(index), "degradation", "s", null, mean.value(),
                    mean.halfWidth()));
            points.add(new Point(millis.get(index) / 1000.0, mean.value()));
        }
        return new Evaluation(name(), title(), "Hines, Deshpande, Gopalan 2009, Figure 12", parameters(),
                figures,
                List.of(falls(added), isSmallWhereThePaperChooses(added)),
                List.of(new Plot("Degradation of a kernel compile", "interval of ballooning, s", "s added",
                        List.of(new Series("simulated", points)))));
    }

    private List<Parameter> parameters() {
        return List.of(new Parameter("guest", "512 MB, 2 virtual CPUs", "section 5"),
                new Parameter("balloon",
                        "95 % of the free memory, 128 pages at a time under pressure, back-off of 10 intervals",
                        "section 4.2"),
                Application.COMPILE.parameter(),
                new Parameter("a touch stands for", "4, of 20 us together", "assumed"),
                new Parameter("cost of the balloon",
                        "2 us of processor time for each page taken or given, 10 us for each look",
                        "assumed"),
                new Parameter("runs", files + " files for each compiler, " + seeds + " seeds", "not stated"));
    }

    /** From the shortest interval to the longest; what is lost in the noise of a millisecond's look is taken for none. */
    private Claim falls(List<Mean> added) {
        boolean falls = true;
        for (int index = 1; index < added.size(); index++) {
            falls &= added.get(index).value() <= added.get(index - 1).value() + LEAST_SECONDS;
        }
        return new Claim("The longer the interval, the less is added to the compile", falls,
                added(added.getFirst()) + " with " + name(0) + ", " + added(added.getLast()) + " with "
                        + name(added.size() - 1));
    }

    private Claim isSmallWhereThePaperChooses(List<Mean> added) {
        Mean shortest = added.getFirst();
        Mean most = IntStream.range(0, added.size()).filter(index -> millis.get(index) >= LEAST_GOOD_MILLIS)
                .mapToObj(added::get).max(Comparator.comparingDouble(Mean::value)).orElseThrow();
        return new Claim(
                "With intervals of 4 to 10 s it is less than a tenth of what it is with the shortest",
                most.value() < shortest.value() / 10,
                added(most) + " at most, " + added(shortest) + " with " + name(0));
    }

    private String name(int index) {
        return millis.get(index) + " ms";
    }

    private static String added(Mean seconds) {
        return Evidence.number(seconds.value()) + " s";
    }
}
