package dev.ferry.simulator.paper;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The network faults of some ways to push, by the number of processes and the seed. The runs of one seed have the same
 * guest whatever the way, so that ways are compared run by run.
 *
 * @param processes the numbers of processes
 * @param runs for each way, for each number of processes, for each seed
 */
record PrepagingFaults(List<Integer> processes, Map<Prepaging, double[][]> runs) {

    /** A way that is said to have fewer faults than another. */
    record Pair(Prepaging better, Prepaging worse) {}

    private double[][] of(Prepaging way) {
        double[][] all = runs.get(way);
        if (all == null) {
            throw new IllegalArgumentException("no runs of " + way.title());
        }
        return all;
    }

    /** With the number of processes at a place of the list. */
    Mean mean(Prepaging way, int place) {
        return Mean.of(of(way)[place]);
    }

    /** Over all numbers of processes: the interval is that of the means of each seed. */
    Mean mean(Prepaging way) {
        return Mean.of(overProcesses(of(way)));
    }

    /** How many more the first of a pair has than the second, over all numbers of processes and pairs. */
    Mean difference(List<Pair> pairs) {
        return Mean.of(overProcesses(
                IntStream.range(0, processes.size()).mapToObj(place -> differences(pairs, place))
                        .toArray(double[][]::new)));
    }

    /** The same with the number of processes at a place of the list. */
    Mean difference(List<Pair> pairs, int place) {
        return Mean.of(differences(pairs, place));
    }

    private double[] differences(List<Pair> pairs, int place) {
        double[] mean = new double[of(pairs.getFirst().better())[place].length];
        for (Pair pair : pairs) {
            double[] better = of(pair.better())[place];
            double[] worse = of(pair.worse())[place];
            Arrays.setAll(mean, seed -> mean[seed] + (better[seed] - worse[seed]) / pairs.size());
        }
        return mean;
    }

    private static double[] overProcesses(double[][] all) {
        double[] means = new double[all[0].length];
        Arrays.setAll(means,
                seed -> Arrays.stream(all).mapToDouble(seeds -> seeds[seed]).average().orElseThrow());
        return means;
    }
}
