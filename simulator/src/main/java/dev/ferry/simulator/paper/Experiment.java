package dev.ferry.simulator.paper;

import java.util.function.Consumer;

/** A table or figure of a paper that can be reproduced. */
public interface Experiment {

    /** What it is asked for by, e.g. {@code hines-2}. */
    String name();

    /** What it is about, in a line. */
    String title();

    /**
     * Runs it. The same each time, on any machine.
     *
     * @param progress told in short sentences what is being simulated
     */
    Evaluation run(Consumer<String> progress);
}
