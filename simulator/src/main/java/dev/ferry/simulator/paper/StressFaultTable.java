package dev.ferry.simulator.paper;

import dev.ferry.simulator.paper.Evaluation.Claim;
import dev.ferry.simulator.paper.Evaluation.Figure;
import dev.ferry.simulator.paper.Evaluation.Parameter;
import dev.ferry.simulator.paper.Evaluation.Plot;
import dev.ferry.simulator.paper.Evaluation.Point;
import dev.ferry.simulator.paper.Evaluation.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** Table 2 of the post-copy paper: how many of the guest's faults go over the network, by prepaging and by pushing. */
final class StressFaultTable implements Experiment {

    /**
     * A row of the paper's table, in percent of all faults.
     *
     * @param mebibytes the working set
     */
    record Row(long mebibytes, double prepagingNetwork, double prepagingMinor, double pushingNetwork,
            double pushingMinor) {}

    /** As printed: rounded, so that two of them do not make 100. */
    static final List<Row> PAPER = List.of(new Row(8, 2, 98, 15, 85), new Row(16, 4, 96, 13, 87),
            new Row(32, 4, 96, 13, 87), new Row(64, 3, 97, 10, 90), new Row(128, 3, 97, 9, 91),
            new Row(256, 3, 98, 10, 90));
    private static final int SEEDS = 60;
    private static final double LARGEST_ERROR = 3;

    private final List<Row> rows;
    private final int seeds;

    StressFaultTable() {
        this(PAPER, SEEDS);
    }

    /** Some rows of it. */
    StressFaultTable(List<Row> rows, int seeds) {
        this.rows = List.copyOf(rows);
        this.seeds = seeds;
    }

    @Override
    public String name() {
        return "hines-2";
    }

    @Override
    public String title() {
        return "network faults of a sequential program, by prepaging and by pushing";
    }

    /** All runs of a row by one way. */
    private record Runs(List<StressFaults> runs) {

        Mean network() {
            return Mean.of(networks());
        }

        Mean served() {
            return Mean.of(runs.stream().mapToDouble(StressFaults::servedPercent).toArray());
        }

        double[] networks() {
            return runs.stream().mapToDouble(StressFaults::networkPercent).toArray();
        }
    }

    /** What came of a row. */
    private record Result(Row row, Runs prepaging, Runs pushing) {

        String name() {
            return row.mebibytes() + " MB";
        }

        List<Figure> paperFigures() {
            Mean less = prepaging.network();
            Mean more = pushing.network();
            return List.of(figure("prepaging, network", row.prepagingNetwork(), less.value(), less),
                    figure("prepaging, minor", row.prepagingMinor(), 100 - less.value(), less),
                    figure("pushing, network", row.pushingNetwork(), more.value(), more),
                    figure("pushing, minor", row.pushingMinor(), 100 - more.value(), more));
        }

        private Figure figure(String column, double paper, double simulated, Mean width) {
            return new Figure(name(), column, "%", paper, simulated, width.halfWidth());
        }

        List<Figure> servedFigures() {
            return List.of(served("prepaging, answered by the source", prepaging.served()),
                    served("pushing, answered by the source", pushing.served()));
        }

        private Figure served(String column, Mean mean) {
            return new Figure(name(), column, "%", null, mean.value(), mean.halfWidth());
        }

        /** Prepaging less pushing, start by start. */
        Mean difference() {
            double[] differences = prepaging.networks();
            double[] more = pushing.networks();
            for (int run = 0; run < differences.length; run++) {
                differences[run] -= more[run];
            }
            return Mean.of(differences);
        }
    }

    @Override
    public Evaluation run(Consumer<String> progress) {
        List<Result> results = new ArrayList<>();
        for (Row row : rows) {
            progress.accept("working set of " + row.mebibytes() + " MB, " + seeds + " starts each way");
            results.add(new Result(row, runs(Testbed.PREPAGING, row), runs(Testbed.PUSH, row)));
        }
        List<Figure> table = results.stream().flatMap(result -> result.paperFigures().stream()).toList();
        List<Figure> figures = new ArrayList<>(table);
        results.forEach(result -> figures.addAll(result.servedFigures()));
        return new Evaluation(name(), title(), "Hines, Deshpande, Gopalan 2009, Table 2", parameters(),
                figures,
                List.of(closeToPaper(table), prepagingIsBetter(results)), List.of(plot(table)));
    }

    private Runs runs(String way, Row row) {
        StressGuest guest = new StressGuest(StressGuest.PAGES, Testbed.pages(row.mebibytes()), false, true);
        return new Runs(
                LongStream.range(0, seeds).mapToObj(seed -> StressFaults.after(way, guest, seed)).toList());
    }

    private List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>(Testbed.parameters());
        parameters.addAll(StressGuest.parameters());
        parameters.add(new Parameter("starts", seeds + " places of the program in its round, by seed",
                "not stated"));
        return parameters;
    }

    private static Claim closeToPaper(List<Figure> table) {
        Figure worst = table.getFirst();
        for (Figure figure : table) {
            worst = distance(figure) > distance(worst) ? figure : worst;
        }
        return new Claim("Every share is within 3 percentage points of the paper's",
                distance(worst) <= LARGEST_ERROR,
                String.format(Locale.ROOT, "the farthest is %s, %s: %.1f %% where the paper has %.0f %%",
                        worst.row(),
                        worst.column(), worst.simulated(), worst.paper()));
    }

    private static double distance(Figure figure) {
        Double error = figure.error();
        return error == null ? 0 : Math.abs(error);
    }

    private static Claim prepagingIsBetter(List<Result> results) {
        List<Mean> differences = results.stream().map(Result::difference).toList();
        return new Claim("Prepaging has fewer network faults than pushing with every working set",
                differences.stream().allMatch(Mean::isBelowZero),
                "start by start, in the mean, "
                        + Evidence.range(differences.stream().mapToDouble(Mean::value).toArray(), "points",
                                results.stream().map(Result::name).toList()));
    }

    private static Plot plot(List<Figure> table) {
        return new Plot("Network faults", "working set, MB", "% of all faults",
                List.of(simulated(table, "prepaging, network"), paper(table, "prepaging, network"),
                        simulated(table, "pushing, network"), paper(table, "pushing, network")));
    }

    private static Series simulated(List<Figure> table, String column) {
        return new Series(column, table.stream().filter(figure -> figure.column().equals(column))
                .map(figure -> new Point(mebibytes(figure), figure.simulated())).toList());
    }

    private static Series paper(List<Figure> table, String column) {
        List<Point> points = new ArrayList<>();
        for (Figure figure : table) {
            Double value = figure.paper();
            if (figure.column().equals(column) && value != null) {
                points.add(new Point(mebibytes(figure), value));
            }
        }
        return new Series(column + ", paper", points);
    }

    private static double mebibytes(Figure figure) {
        return Double.parseDouble(figure.row().substring(0, figure.row().indexOf(' ')));
    }
}
