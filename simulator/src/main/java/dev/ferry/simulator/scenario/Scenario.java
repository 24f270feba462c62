package dev.ferry.simulator.scenario;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What is simulated: a guest, moved in several ways over a link, each way some times.
 *
 * @param name of the scenario that ships with Ferry, or the file
 * @param title what it is about, in a line; may be empty
 * @param guest who is moved
 * @param link what it is moved over
 * @param warmUp how long it runs before
 * @param timeLimit how long a migration may take
 * @param firstSeed of the first repetition; each has the next
 * @param repetitions of each way
 * @param ways in which the guest is moved
 */
public record Scenario(String name, String title, ScenarioGuest guest, LinkModel link, Duration warmUp,
        Duration timeLimit,
        long firstSeed, int repetitions, List<ScenarioWay> ways) {

    /** Copies the list. */
    public Scenario {
        ways = List.copyOf(ways);
    }

    /**
     * Reads a scenario, and checks all of it; nothing is simulated.
     *
     * @param nameOrFile one of {@link BuiltInScenarios#names()}, or a properties file
     * @param over what is set over it, by key
     * @throws dev.ferry.api.FerryException where a setting is wrong, with its key, its value, what is allowed and where it
     *         was set
     * @throws IllegalArgumentException where there is no such scenario, or a candidate cannot be read
     * @throws IOException where the file cannot be read
     */
    public static Scenario read(String nameOrFile, Map<String, String> over) throws IOException {
        if (BuiltInScenarios.names().contains(nameOrFile)) {
            return of(nameOrFile, BuiltInScenarios.read(nameOrFile, over, ScenarioSettings.ALL));
        }
        return of(nameOrFile,
                ScenarioText.read(BuiltInScenarios.file(nameOrFile), over, ScenarioSettings.ALL));
    }

    private static Scenario of(String name, ScenarioText text) {
        text.require(ScenarioKind.MIGRATION);
        return new Scenario(name, text.get(ScenarioSettings.TITLE), GuestModel.of(text), LinkModel.of(text),
                text.get(ScenarioSettings.WARM_UP), text.get(ScenarioSettings.TIME_LIMIT),
                text.get(ScenarioSettings.SEED),
                text.get(ScenarioSettings.REPETITIONS).intValue(), ScenarioWay.several(text));
    }

    /** How many migrations there are. */
    public int migrations() {
        return ways.size() * repetitions;
    }

    /** What all candidates have in common besides the guest, for people. */
    public String conditions() {
        return "over " + link
                + (repetitions == 1
                        ? ", one migration each"
                        : ", medians of " + repetitions + " migrations each")
                + ", simulated";
    }
}
