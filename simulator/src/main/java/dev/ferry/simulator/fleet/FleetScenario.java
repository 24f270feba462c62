package dev.ferry.simulator.fleet;

import dev.ferry.api.Quantities;
import dev.ferry.api.Setting;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.paging.workingset.Pressure;
import dev.ferry.simulator.scenario.BuiltInScenarios;
import dev.ferry.simulator.scenario.LinkModel;
import dev.ferry.simulator.scenario.ScenarioKind;
import dev.ferry.simulator.scenario.ScenarioSettings;
import dev.ferry.simulator.scenario.ScenarioText;
import dev.ferry.simulator.scenario.ScenarioWay;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A fleet, whose guests are moved in one way, and then in another.
 *
 * @param name of the scenario that ships with Ferry, or the file
 * @param title what it is about, in a line; may be empty
 * @param model the fleet
 * @param ways in which guests are moved
 */
public record FleetScenario(String name, String title, FleetModel model, List<ScenarioWay> ways) {

    /** Copies the list. */
    public FleetScenario {
        ways = List.copyOf(ways);
    }

    /**
     * Reads a scenario, and checks all of it; nothing is simulated.
     *
     * @param nameOrFile {@link ScenarioKind#FLEET_NAME}, or a properties file
     * @param over what is set over it, by key
     * @throws dev.ferry.api.FerryException where a setting is wrong, with its key, its value, what is allowed and where it
     *         was set
     * @throws IllegalArgumentException where there is no such scenario, or a candidate cannot be read
     * @throws IOException where the file cannot be read
     */
    public static FleetScenario read(String nameOrFile, Map<String, String> over) throws IOException {
        return of(nameOrFile, nameOrFile.equals(ScenarioKind.FLEET_NAME)
                ? BuiltInScenarios.read(nameOrFile, over, FleetSettings.ALL)
                : ScenarioText.read(BuiltInScenarios.file(nameOrFile), over, FleetSettings.ALL));
    }

    /** The title of the one that ships with Ferry. */
    public static String builtInTitle() throws IOException {
        return BuiltInScenarios.read(ScenarioKind.FLEET_NAME, Map.of(), FleetSettings.ALL)
                .get(ScenarioSettings.TITLE);
    }

    private static FleetScenario of(String name, ScenarioText text) {
        text.require(ScenarioKind.FLEET);
        LinkModel link = new LinkModel(text.get(ScenarioSettings.BANDWIDTH),
                text.get(ScenarioSettings.LATENCY));
        LinkModel drive = new LinkModel(text.get(FleetSettings.DRIVE), text.get(FleetSettings.DRIVE_LATENCY));
        MemoryGeometry geometry = text.geometry(FleetSettings.PAGE, FleetSettings.MEMORY);
        FleetModel model = new FleetModel(text.get(FleetSettings.HOSTS).intValue(),
                text.get(FleetSettings.GUESTS).intValue(), geometry.memoryBytes(), geometry.pageSizeBytes(),
                dirtyRate(text), marks(text), link, drive, interval(text, FleetSettings.CHECKS),
                interval(text, FleetSettings.PAUSE), Duration.ofHours(text.get(FleetSettings.HOURS)),
                text.get(ScenarioSettings.SEED));
        return new FleetScenario(name, text.get(ScenarioSettings.TITLE), model, ScenarioWay.several(text));
    }

    private static long dirtyRate(ScenarioText text) {
        long rate = text.get(FleetSettings.DIRTY_RATE);
        if (rate < 1) {
            throw text.refusal(FleetSettings.DIRTY_RATE, rate, "more than 0, and not unlimited");
        }
        return rate;
    }

    private static Pressure marks(ScenarioText text) {
        long high = text.get(FleetSettings.HIGH);
        long low = text.get(FleetSettings.LOW);
        if (low > high) {
            throw text.refusal(FleetSettings.LOW, Quantities.formatBytes(low),
                    "no more than high-mark, " + Quantities.formatBytes(high));
        }
        return new Pressure(high, low);
    }

    private static Duration interval(ScenarioText text, Setting<Duration> setting) {
        Duration interval = text.get(setting);
        if (!interval.isPositive()) {
            throw text.refusal(setting, Quantities.formatDuration(interval), "more than 0s");
        }
        return interval;
    }
}
