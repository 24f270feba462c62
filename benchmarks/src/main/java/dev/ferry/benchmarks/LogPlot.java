package dev.ferry.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** Figures against one that goes over several powers of ten, drawn as an SVG file that renders on its own. */
final class LogPlot {

    /**
     * One figure.
     *
     * @param colour as CSS has it
     * @param xs where its values are, positive and ascending
     * @param values one for each x
     */
    record Line(String name, String colour, double[] xs, double[] values) {

        boolean isEmpty() {
            return xs.length == 0;
        }
    }

    private static final int WIDTH = 760;
    private static final int LEFT = 60;
    private static final int RIGHT = 20;
    private static final int TOP = 84;
    private static final int HEIGHT = 260;
    private static final int BOTTOM = 52;
    private static final int LINE_HEIGHT = 18;
    private static final int TICKS = 5;

    private final List<Line> lines;
    private final StringBuilder svg = new StringBuilder();
    private final double leastX;
    private final double mostX;
    private final double least;
    private final double most;
    private final double step;

    private LogPlot(List<Line> lines) {
        this.lines = lines.stream().filter(line -> !line.isEmpty()).toList();
        this.leastX = powerOfTen(Math.floor(log10(xs().min().orElse(1))));
        this.mostX = powerOfTen(Math.max(Math.ceil(log10(xs().max().orElse(1))), log10(leastX) + 1));
        double highest = Math.max(values().max().orElse(0), 1e-9);
        double lowest = Math.min(values().min().orElse(0), 0);
        this.step = TimePlot.roundStep((highest - lowest) / TICKS);
        this.most = step * Math.ceil(highest / step);
        this.least = step * Math.floor(lowest / step);
    }

    private DoubleStream xs() {
        return lines.stream().flatMapToDouble(line -> Arrays.stream(line.xs()));
    }

    private DoubleStream values() {
        return lines.stream().flatMapToDouble(line -> Arrays.stream(line.values()));
    }

    /** Writes one plot; its values may be negative, too. */
    static void write(Path file, String title, String xUnit, String unit, List<Line> lines)
            throws IOException {
        LogPlot plot = new LogPlot(lines);
        plot.draw(title, xUnit, unit);
        Files.writeString(file, plot.svg);
    }

    private void draw(String title, String xUnit, String unit) {
        int height = TOP + HEIGHT + BOTTOM;
        add("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
                + "font-family=\"system-ui, sans-serif\" font-size=\"12\" fill=\"#5b6675\">%n", WIDTH, height,
                WIDTH, height);
        add("<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n");
        add("<text x=\"%d\" y=\"24\" font-size=\"16\" fill=\"#1d2530\">%s</text>%n", LEFT, title);
        for (long tick = Math.round(least / step); tick <= Math.round(most / step); tick++) {
            double value = tick * step;
            add("<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#d5dae1\"/>", LEFT,
                    WIDTH - RIGHT, y(value), y(value));
            add("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n", LEFT - 8, y(value) + 4,
                    TimePlot.number(value));
        }
        for (double power = leastX; power <= mostX * 1.1; power *= 10) {
            add("<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#d5dae1\"/>", x(power), x(power),
                    TOP, TOP + HEIGHT);
            add("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n", x(power),
                    TOP + HEIGHT + LINE_HEIGHT, TimePlot.number(power));
        }
        add("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n", WIDTH - RIGHT,
                TOP + HEIGHT + 2 * LINE_HEIGHT, xUnit);
        add("<text x=\"%d\" y=\"%d\">%s</text>%n", LEFT, TOP - 10, unit);
        for (int index = 0; index < lines.size(); index++) {
            draw(lines.get(index), TOP - 40 + LINE_HEIGHT * index);
        }
        add("</svg>%n");
    }

    private void draw(Line line, int nameY) {
        add("<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"%s\" font-weight=\"600\">%s</text>%n",
                WIDTH - RIGHT, nameY, line.colour(), line.name());
        add("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"%s\" points=\"", line.colour());
        for (int index = 0; index < line.xs().length; index++) {
            add("%.1f,%.1f ", x(line.xs()[index]), y(line.values()[index]));
        }
        add("\"/>%n");
        for (int index = 0; index < line.xs().length; index++) {
            add("<circle r=\"3.5\" fill=\"%s\" cx=\"%.1f\" cy=\"%.1f\"/>%n", line.colour(),
                    x(line.xs()[index]), y(line.values()[index]));
        }
    }

    private double x(double value) {
        return LEFT + (WIDTH - LEFT - RIGHT) * log10(value / leastX) / log10(mostX / leastX);
    }

    private double y(double value) {
        return TOP + HEIGHT * (1 - (value - least) / (most - least));
    }

    private static double log10(double value) {
        return Math.log10(value);
    }

    private static double powerOfTen(double exponent) {
        return Math.pow(10, exponent);
    }

    private void add(String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments));
    }
}
