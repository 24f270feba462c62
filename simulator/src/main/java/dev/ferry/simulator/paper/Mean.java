package dev.ferry.simulator.paper;

import java.util.Arrays;

/**
 * The mean of some runs, and how sure it is.
 *
 * @param value the mean
 * @param halfWidth half of its 95 % confidence interval, by Student's t
 */
public record Mean(double value, double halfWidth) {

    /** Of t at 97.5 % by degrees of freedom, from 1 on. */
    private static final double[] STUDENT = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262,
            2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069,
            2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042};
    private static final double NORMAL = 1.96;

    /** Of at least two runs. */
    public static Mean of(double... runs) {
        if (runs.length < 2) {
            throw new IllegalArgumentException("the mean of " + runs.length + " runs: at least 2");
        }
        double mean = Arrays.stream(runs).average().orElseThrow();
        double squares = Arrays.stream(runs).map(run -> (run - mean) * (run - mean)).sum();
        double t = runs.length - 1 <= STUDENT.length ? STUDENT[runs.length - 2] : NORMAL;
        return new Mean(mean, t * Math.sqrt(squares / (runs.length - 1) / runs.length));
    }

    /** Whether it is below 0 for sure, as far as 95 % go: of paired differences. */
    public boolean isBelowZero() {
        return value + halfWidth < 0;
    }
}
