package dev.ferry.simulator.paper;

import java.util.List;

/** All experiments. */
public final class Experiments {

    private Experiments() {}

    /** In the order of the papers. */
    public static List<Experiment> all() {
        return List.of(
                new StressFaultTable(), // Hines et al. 2009, Table 2
                new StressCurves(), // Figures 5 to 7
                new BallooningInterval(), // Figure 12
                new ApplicationTable(), // Figures 13 to 16
                new PrepagingFigure(), // Figure 17
                new AgileFour(), // Deshpande et al. 2016, Tables I to III
                new AgileSingle(), // Figures 7 and 8
                new AgileTracking()); // Figures 9 and 10
    }
}
