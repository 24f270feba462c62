package dev.ferry.simulator.paper;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an experiment came to, beside the paper.
 *
 * @param name the experiment
 * @param title what it is about
 * @param source which table or figure of which paper
 * @param parameters of the model, with where each comes from
 * @param figures numbers, most of them beside the paper's
 * @param claims what the paper says of the numbers, e.g. an order of strategies, and whether it holds here
 * @param plots curves, to be drawn
 */
public record Evaluation(String name, String title, String source, List<Parameter> parameters,
        List<Figure> figures, List<Claim> claims, List<Plot> plots) {

    /** Copies the lists. */
    public Evaluation {
        parameters = List.copyOf(parameters);
        figures = List.copyOf(figures);
        claims = List.copyOf(claims);
        plots = List.copyOf(plots);
    }

    /**
     * A parameter of the model.
     *
     * @param name what it is
     * @param value with its unit
     * @param origin where it comes from: the paper's section, a measurement, or what it was fitted on
     */
    public record Parameter(String name, String value, String origin) {}

    /**
     * A number.
     *
     * @param row what was done, e.g. the working set
     * @param column what was measured, e.g. a strategy and a metric
     * @param unit of the number; {@code %} for shares, whose errors are told in percentage points
     * @param paper the paper's number; null where it has none
     * @param simulated ours: the mean over all seeds
     * @param halfWidth half of the 95 % confidence interval of that mean; null where there is one run
     */
    public record Figure(String row, String column, String unit, @Nullable Double paper, double simulated,
            @Nullable Double halfWidth) {

        /** A number of one run. */
        public static Figure of(String row, String column, String unit, @Nullable Double paper,
                double simulated) {
            return new Figure(row, column, unit, paper, simulated, null);
        }

        /** How far ours is from the paper's: percentage points for shares, else percent; null where it has none. */
        public @Nullable Double error() {
            if (paper == null) {
                return null;
            }
            return unit.equals("%") ? simulated - paper : (simulated - paper) * 100 / paper;
        }
    }

    /**
     * Something that the paper says.
     *
     * @param statement in a sentence
     * @param holds whether it is so here
     * @param evidence the numbers that tell
     */
    public record Claim(String statement, boolean holds, String evidence) {}

    /**
     * Curves over one axis.
     *
     * @param title what they show
     * @param horizontal what is along the axis, with its unit
     * @param vertical what is shown, with its unit
     * @param series the curves
     */
    public record Plot(String title, String horizontal, String vertical, List<Series> series) {

        /** Copies the list. */
        public Plot {
            series = List.copyOf(series);
        }
    }

    /**
     * A curve.
     *
     * @param name what it is
     * @param points in order
     */
    public record Series(String name, List<Point> points) {

        /** Copies the list. */
        public Series {
            points = List.copyOf(points);
        }
    }

    /** A point of a curve. */
    public record Point(double x, double y) {}
}
