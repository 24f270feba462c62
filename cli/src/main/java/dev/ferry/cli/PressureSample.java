package dev.ferry.cli;

import java.util.List;

/**
 * How a host under pressure was at a moment.
 *
 * @param nanos since the scenario began
 * @param pagesPerSecond what each guest has visited since the sample before, wherever it runs
 * @param workingSetBytes the working sets of the guests on the host, together
 */
record PressureSample(long nanos, List<Double> pagesPerSecond, long workingSetBytes) {

    PressureSample {
        pagesPerSecond = List.copyOf(pagesPerSecond);
    }

    /** What all guests have visited. */
    double totalPagesPerSecond() {
        return pagesPerSecond.stream().mapToDouble(Double::doubleValue).sum();
    }
}
