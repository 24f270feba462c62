package dev.ferry.benchmarks;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Figures over time, drawn as one page for a browser that loads nothing. */
final class TimePlot {

    /**
     * One figure.
     *
     * @param colour as CSS has it
     * @param values one for each moment of the panel
     */
    record Line(String name, String colour, double[] values) {}

    /**
     * Figures of one unit, on one scale that begins at 0.
     *
     * @param seconds the moments, ascending
     */
    record Panel(String unit, double[] seconds, List<Line> lines) {}

    private static final int WIDTH = 1000;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int TOP = 34;
    private static final int HEIGHT = 190;
    private static final int BOTTOM = 30;
    private static final int TICKS = 5;
    private static final int TICK_DIGITS = 3;

    private final StringBuilder page = new StringBuilder();

    private TimePlot() {}

    /** Writes a page with panels one below the other. */
    static void write(Path file, String title, List<Panel> panels) throws IOException {
        TimePlot plot = new TimePlot();
        plot.add("""
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"/><title>%s</title><style>
                body { margin: 16px; font: 14px system-ui, sans-serif; color: #1d2530; background: #fff }
                svg { display: block } text { font-size: 12px; fill: #5b6675 }
                polyline { fill: none; stroke-width: 1.5 }
                </style></head><body><h1>%s</h1>
                """, title, title);
        panels.forEach(plot::draw);
        plot.add("</body></html>%n");
        Files.writeString(file, plot.page);
    }

    private void draw(Panel panel) {
        double endSeconds = panel.seconds()[panel.seconds().length - 1];
        double top = panel.lines().stream().flatMapToDouble(line -> Arrays.stream(line.values())).max()
                .orElse(0);
        double step = roundStep(Math.max(top, 1e-9) / TICKS);
        double highest = step * Math.ceil(Math.max(top, 1e-9) / step);
        add("<svg width=\"%d\" height=\"%d\">%n", WIDTH, TOP + HEIGHT + BOTTOM);
        for (double value = 0; value <= highest * 1.0001; value += step) {
            double y = y(value, highest);
            add("<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#d5dae1\"/>", LEFT, WIDTH - RIGHT,
                    y,
                    y);
            add("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n", LEFT - 8, y + 4, number(value));
        }
        double secondsStep = roundStep(endSeconds / (2 * TICKS));
        for (double second = 0; second <= endSeconds; second += secondsStep) {
            add("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s s</text>%n", x(second, endSeconds),
                    TOP + HEIGHT + 18, number(second));
        }
        add("<text x=\"%d\" y=\"14\">%s</text>%n", LEFT, panel.unit());
        int legend = LEFT + 260;
        for (Line line : panel.lines()) {
            add("<text x=\"%d\" y=\"14\" style=\"fill: %s; font-weight: 600\">%s</text>%n", legend,
                    line.colour(),
                    line.name());
            legend += 30 + 8 * line.name().length();
            draw(panel.seconds(), line, endSeconds, highest);
        }
        add("</svg>%n");
    }

    private void draw(double[] seconds, Line line, double endSeconds, double highest) {
        add("<polyline stroke=\"%s\" points=\"", line.colour());
        for (int index = 0; index < seconds.length; index++) {
            add("%.1f,%.1f ", x(seconds[index], endSeconds), y(line.values()[index], highest));
        }
        add("\"/>%n");
    }

    private static double x(double seconds, double endSeconds) {
        return LEFT + (WIDTH - LEFT - RIGHT) * seconds / endSeconds;
    }

    private static double y(double value, double highest) {
        return TOP + HEIGHT * (1 - value / highest);
    }

    /** The next one of 1, 2 and 5, times a power of ten. */
    static double roundStep(double least) {
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        for (int factor : new int[]{1, 2, 5}) {
            if (factor * power >= least) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    static String number(double value) {
        return new BigDecimal(value, new MathContext(TICK_DIGITS)).stripTrailingZeros().toPlainString();
    }

    private void add(String format, Object... arguments) {
        page.append(String.format(Locale.ROOT, format, arguments));
    }
}
