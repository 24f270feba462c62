package dev.ferry.cli;

import dev.ferry.api.Quantities;
import dev.ferry.engine.EngineSettings;
import dev.ferry.engine.compose.LayeredSettings;
import dev.ferry.paging.workingset.Pressure;
import dev.ferry.paging.workingset.WorkingSetSettings;
import dev.ferry.workload.GuestPlatform;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A host, and guests whose working sets together are more than it has.
 *
 * @param kind what the guests are
 * @param guests one plan for each
 * @param hostBytes the memory that all of them may have
 * @param duration how long the host is watched
 * @param settings of the migrations and of the trackers, by key
 */
record PressurePlan(GuestPlatform kind, List<GuestPlan> guests, long hostBytes, Duration duration,
        Map<String, String> settings) {

    private static final int GUESTS = 4;
    private static final long DEFAULT_MEMORY_BYTES = 64 << 20;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    /** Of the load of all guests; the last moment leaves time to move one and to recover. */
    private static final double LOADS_SHARE = 0.4;
    private static final double WORKING_SET_SHARE = 0.58;
    private static final double HOST_SHARE = 2;
    private static final double HIGH = 0.95;
    private static final double LOW = 0.92;
    private static final int LEAST_PARTS = 8;

    /** What holds in the scenario where nobody has set it: in seconds it is to show what takes minutes on a host. */
    private static final Map<String, String> PRESETS = Map.of(EngineSettings.BANDWIDTH.key(), "25MB",
            WorkingSetSettings.INTERVAL.key(), "50ms", WorkingSetSettings.STABLE_INTERVAL.key(), "200ms",
            "ferry.precopy.max-rounds", "8");

    PressurePlan {
        guests = List.copyOf(guests);
        settings = Map.copyOf(settings);
        if (duration.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("--duration '" + Quantities.formatDuration(duration)
                    + "': allowed is a second at least");
        }
    }

    /**
     * Four guests of which each uses more than half of its memory, on a host with memory for two.
     *
     * @throws IllegalArgumentException where there is no such guest
     */
    static PressurePlan of(GuestPlatform kind, GuestOptions options, Duration duration,
            Map<String, String> settings) {
        List<GuestPlan> guests = options.several(GUESTS, kind, DEFAULT_MEMORY_BYTES, WORKING_SET_SHARE);
        long memoryBytes = guests.getFirst().geometry().memoryBytes();
        Map<String, String> all = new TreeMap<>(PRESETS);
        all.put(WorkingSetSettings.MIN.key(), Long.toString(memoryBytes / LEAST_PARTS));
        all.putAll(settings);
        return new PressurePlan(kind, guests, (long) (memoryBytes * HOST_SHARE), duration, all);
    }

    /** When the load of a guest comes, from the start. */
    Duration loadOf(int guest) {
        return Duration.ofNanos((long) (duration.toNanos() * LOADS_SHARE * guest / guests.size()));
    }

    /** When somebody has to leave, and until when. */
    Pressure pressure() {
        return new Pressure((long) (hostBytes * HIGH), (long) (hostBytes * LOW));
    }

    /** What each guest has at the start. */
    long leastBytes() {
        return guests.getFirst().geometry().memoryBytes() / LEAST_PARTS;
    }

    /** What migrations may take, for people. */
    String bandwidth() {
        long bytesPerSecond = CommonOptions.read(settings).get(EngineSettings.BANDWIDTH);
        return bytesPerSecond == 0
                ? "as fast as they go"
                : "at " + Rates.perSecond(bytesPerSecond) + " at most";
    }

    /** The settings with a strategy. */
    LayeredSettings settings(String strategy) {
        Map<String, String> all = new TreeMap<>(settings);
        all.put("ferry.strategy", strategy);
        return CommonOptions.read(all);
    }
}
