package dev.ferry.simulator.paper;

import java.util.List;
import java.util.Locale;

/** The numbers behind a claim, as people read them. */
final class Evidence {

    private static final double THOUSAND = 1000;
    private static final double HUNDRED = 100;
    private static final double TEN = 10;

    private Evidence() {}

    /** Three digits or more, and never a power of ten. */
    static String number(double value) {
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size >= THOUSAND
                ? "%,.0f"
                : size >= HUNDRED ? "%.0f" : size >= TEN ? "%.1f" : size >= 1 ? "%.2f" : "%.3f", value);
    }

    /**
     * The least and the largest of some numbers, each with what it is of; one number where they are alike.
     *
     * @param values at least one
     * @param unit of them, to stand behind each
     * @param names one for each value
     */
    static String range(double[] values, String unit, List<String> names) {
        int least = 0;
        int most = 0;
        for (int index = 1; index < values.length; index++) {
            least = values[index] < values[least] ? index : least;
            most = values[index] > values[most] ? index : most;
        }
        return number(values[least]).equals(number(values[most]))
                ? number(values[most]) + " " + unit + " with each"
                : end(values[least], unit, names.get(least)) + " to "
                        + end(values[most], unit, names.get(most));
    }

    private static String end(double value, String unit, String name) {
        return number(value) + " " + unit + " (" + name + ")";
    }
}
