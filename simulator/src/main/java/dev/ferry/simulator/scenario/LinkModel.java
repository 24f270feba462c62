package dev.ferry.simulator.scenario;

import dev.ferry.api.Quantities;
import dev.ferry.simulator.channel.Channel;
import dev.ferry.simulator.time.Simulation;
import java.time.Duration;
import java.util.Locale;

/**
 * The link that a guest is moved over.
 *
 * @param bytesPerSecond what it carries; 0 for no limit
 * @param latency how long a byte is under way
 */
public record LinkModel(long bytesPerSecond, Duration latency) {

    /** The link itself, which nobody uses yet. */
    public Channel open(Simulation simulation) {
        return new Channel(simulation, bytesPerSecond, latency.toNanos());
    }

    static LinkModel of(ScenarioText text) {
        return new LinkModel(text.get(ScenarioSettings.BANDWIDTH), text.get(ScenarioSettings.LATENCY));
    }

    @Override
    public String toString() {
        String rate = bytesPerSecond == 0
                ? "of any bandwidth"
                : String.format(Locale.ROOT, "of %,.1f MB/s", bytesPerSecond / 1e6);
        return "a link " + rate + " and " + Quantities.formatDuration(latency) + " latency";
    }
}
