package dev.ferry.simulator.guest;

/**
 * Which pages one virtual CPU touches, in which order and at what speed: a model of a program. A function of its seed
 * and of how often it was asked, nothing else; so a run repeats. For one thread.
 */
@FunctionalInterface
public interface AccessPattern {

    /** Fills in what is done next. Called when all that was said before has been done; never ends. */
    void next(Step step);
}
