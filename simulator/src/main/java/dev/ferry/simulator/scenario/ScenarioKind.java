package dev.ferry.simulator.scenario;

import java.io.IOException;

/** What a scenario is about. */
public enum ScenarioKind {
    /** One guest, moved in several ways: {@link Scenario}. */
    MIGRATION,
    /** Many hosts, whose guests are moved when they need too much. */
    FLEET;

    /** What ships with Ferry of this kind. */
    public static final String FLEET_NAME = "fleet";

    /**
     * The kind of a scenario, of which nothing else is looked at.
     *
     * @param nameOrFile of one that ships with Ferry, or a properties file
     * @throws IllegalArgumentException where there is no such scenario
     * @throws IOException where the file cannot be read
     */
    public static ScenarioKind of(String nameOrFile) throws IOException {
        if (nameOrFile.equals(FLEET_NAME)) {
            return FLEET;
        }
        return BuiltInScenarios.names().contains(nameOrFile)
                ? MIGRATION
                : ScenarioText.kindOf(BuiltInScenarios.file(nameOrFile));
    }
}
