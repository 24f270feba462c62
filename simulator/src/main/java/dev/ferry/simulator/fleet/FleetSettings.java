package dev.ferry.simulator.fleet;

import dev.ferry.api.Setting;
import dev.ferry.simulator.scenario.ScenarioSettings;
import java.time.Duration;
import java.util.List;

/** What a scenario of a fleet can say, besides settings of the engine and its plugins. */
final class FleetSettings {

    /** How many hosts. */
    static final Setting<Long> HOSTS = Setting.number("hosts", 1000, 2, 100_000, "the hosts");
    /** How many guests each has. */
    static final Setting<Long> GUESTS = Setting.number("guests", 10, 1, 1000,
            "the guests of each host at the start");
    /** How long the fleet is watched. */
    static final Setting<Long> HOURS = Setting.number("hours", 24, 1, 24 * 31,
            "how long the fleet is watched; it begins at midnight");
    /** The memory of a guest. */
    static final Setting<Long> MEMORY = Setting.bytes("guest.memory", 16L << 30,
            "the memory of a guest");
    /** The page size of a guest. */
    static final Setting<Long> PAGE = Setting.bytes("guest.page", 256 << 10,
            "the page size of a guest that is moved; a large one stands for many");
    /** What a guest writes. */
    static final Setting<Long> DIRTY_RATE = Setting.bytesPerSecond("guest.dirty-rate", 50_000_000,
            "what a guest that is moved writes in a second, at random in its working set");
    /** Where guests have to leave. */
    static final Setting<Long> HIGH = Setting.bytes("high-mark", 44L << 30,
            "nobody has to leave a host while its working sets are no larger");
    /** Where enough have left. */
    static final Setting<Long> LOW = Setting.bytes("low-mark", 40L << 30,
            "what they are brought down to, and no host is filled above");
    /** How fast cold pages are read. */
    static final Setting<Long> DRIVE = Setting.bytesPerSecond("drive.bandwidth", 500_000_000,
            "how fast a host reads cold pages of all its guests together");
    /** How long a read takes at least. */
    static final Setting<Duration> DRIVE_LATENCY = ScenarioSettings.time("drive.latency",
            Duration.ofNanos(100_000), "how long such a read takes at least");
    /** How often a host looks. */
    static final Setting<Duration> CHECKS = ScenarioSettings.time("checks", Duration.ofSeconds(30),
            "how often a host looks at its working sets");
    /** How long a host waits that has found no other with room. */
    static final Setting<Duration> PAUSE = ScenarioSettings.time("pause-after-failure",
            Duration.ofMinutes(5), "how long a host moves nobody after it has found no room elsewhere");

    /** All of them. */
    static final List<Setting<?>> ALL = List.of(ScenarioSettings.KIND, ScenarioSettings.TITLE, HOSTS,
            GUESTS, HOURS, MEMORY, PAGE, DIRTY_RATE, HIGH, LOW, ScenarioSettings.BANDWIDTH,
            ScenarioSettings.LATENCY, DRIVE, DRIVE_LATENCY, CHECKS, PAUSE, ScenarioSettings.SEED,
            ScenarioSettings.CANDIDATES);

    private FleetSettings() {}
}
