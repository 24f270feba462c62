package dev.ferry.api.strategy;

import dev.ferry.api.PluginProvider;

/**
 * How a guest is moved: a short program over the verbs of {@link SourceSession}. One instance serves one migration at
 * a time. It neither reads a clock nor does I/O of its own, so that it runs the same in the engine and in the
 * simulator.
 */
public interface MigrationStrategy {

    /**
     * Moves the guest; called once per migration, on the thread of the session. Returns after
     * {@link SourceSession#complete()}. What a verb throws (link lost, cancelled) is passed on, not caught: the engine
     * knows what state the guest is in.
     */
    void migrate(SourceSession session);

    /**
     * Whether pages that lie on the guest's swap device cross as references: the destination must reach that device,
     * and is asked before anything moves. Otherwise, as by default, they are read from the device and copied. The same
     * at every call.
     */
    default boolean refersToCold() {
        return false;
    }

    /** Finds a strategy by name, e.g. {@code precopy}. */
    interface Provider extends PluginProvider<MigrationStrategy> {}
}
