package dev.ferry.simulator.scenario;

import dev.ferry.api.Quantities;
import dev.ferry.api.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What a scenario can say. Settings of strategies, schedulers and the engine stand beside these, by their own keys. */
public final class ScenarioSettings {

    /** The smallest page of a guest. */
    public static final int SMALLEST_PAGE_BYTES = 1 << 12;
    /** The largest page of a guest. */
    public static final int LARGEST_PAGE_BYTES = 1 << 30;
    /** Of a setting: sums of some of them still fit into a long of nanoseconds. */
    private static final Duration LONGEST_TIME = Duration.ofDays(365);
    /** Most of what is simulated is kept until the end. */
    private static final int MOST_REPETITIONS = 1000;
    private static final int MOST_THREADS = 1024;

    /** What kind it is of; one of another kind has other settings. */
    public static final Setting<ScenarioKind> KIND = Setting.choice("kind", ScenarioKind.MIGRATION,
            "what is simulated: migrations of one guest, or a fleet of hosts");
    /** What it is about. */
    public static final Setting<String> TITLE = Setting.text("title", "", "what it is about, in a line");
    /** The guest's memory. */
    public static final Setting<Long> MEMORY = Setting.bytes("guest.memory", 1L << 30,
            "the guest's memory");
    /** The size of its pages. */
    public static final Setting<Long> PAGE = Setting.bytes("guest.page", 4096, "the size of its pages");
    /** What of it holds anything. */
    public static final Setting<Optional<Long>> USED = optional("guest.used", Quantities::parseBytes,
            Quantities.BYTES_ALLOWED, "the part of its memory that holds anything; all where it is not set");
    /** How many threads run at full speed. */
    public static final Setting<Long> CPUS = Setting.number("guest.cpus", 2, 1, MOST_THREADS,
            "its virtual CPUs");
    /** What it does. */
    public static final Setting<WorkloadKind> WORKLOAD = Setting.choice("workload", WorkloadKind.SEQUENTIAL,
            "what it does");
    /** Where it does it. */
    public static final Setting<Optional<Long>> SIZE = optional("workload.size", Quantities::parseBytes,
            Quantities.BYTES_ALLOWED, "its working set; a quarter of what is used where it is not set");
    /** How many do it. */
    public static final Setting<Long> THREADS = Setting.number("workload.threads", 1, 1, MOST_THREADS,
            "how many threads do it, each with its share");
    /** How many of them write nothing. */
    public static final Setting<Long> READERS = Setting.number("workload.readers", 0, 0, MOST_THREADS,
            "how many of the threads only read: sequential, random, zipf, streaming");
    /** How fast they are. */
    public static final Setting<Optional<Rate>> RATE = optional("workload.rate", Rate::parse, Rate.ALLOWED,
            "how fast all threads together are where nothing keeps them waiting");
    /** How large a record is. */
    public static final Setting<Long> RECORD = Setting.bytes("workload.record", 1000,
            "the size of a record: key-value");
    /** How many queries write. */
    public static final Setting<Long> PUTS = Setting.number("workload.puts", 5, 0, 100,
            "the percentage of queries that write a record: key-value");
    /** Which records are asked for. */
    public static final Setting<KeyChoice> KEYS = Setting.choice("workload.keys", KeyChoice.ZIPF,
            "which records are asked for: key-value");
    /** How much a process takes. */
    public static final Setting<Long> PROCESS = Setting.bytes("workload.process", 32 << 20,
            "what the largest process takes: compile");
    /** What is done again. */
    public static final Setting<Optional<Path>> TRACE = optional("workload.trace", Path::of,
            "a file that ferry trace has written", "the trace that is done again: trace");
    /** How fast the link is. */
    public static final Setting<Long> BANDWIDTH = Setting.bytesPerSecond("link.bandwidth", 125_000_000,
            "what the link carries");
    /** How long a byte is on its way. */
    public static final Setting<Duration> LATENCY = time("link.latency", Duration.ofNanos(50_000),
            "how long a byte is under way");
    /** How long the guest runs before. */
    public static final Setting<Duration> WARM_UP = time("warm-up", Duration.ofSeconds(1),
            "how long the guest runs before it is moved");
    /** When a migration is given up. */
    public static final Setting<Duration> TIME_LIMIT = time("time-limit", Duration.ofMinutes(30),
            "how long a migration may take; after that it has failed");
    /** How often each way is simulated. */
    public static final Setting<Long> REPETITIONS = Setting.number("repetitions", 5, 1, MOST_REPETITIONS,
            "how often each way is simulated, each time with another seed");
    /** Where seeds begin. */
    public static final Setting<Long> SEED = Setting.number("seed", 1, 0, Long.MAX_VALUE, "the first seed");
    /** In which ways the guest is moved. */
    public static final Setting<String> CANDIDATES = Setting.text("candidates",
            "stop-and-copy, precopy, postcopy:push, postcopy:bubbling, hybrid:bubbling",
            "in which ways it is moved: STRATEGY[:SCHEDULER] [KEY=VALUE ...], with commas between them");

    /** All of them. */
    public static final List<Setting<?>> ALL = List.of(KIND, TITLE, MEMORY, PAGE, USED, CPUS, WORKLOAD, SIZE,
            THREADS, READERS,
            RATE, RECORD, PUTS, KEYS, PROCESS, TRACE, BANDWIDTH, LATENCY, WARM_UP, TIME_LIMIT, REPETITIONS,
            SEED, CANDIDATES);

    private ScenarioSettings() {}

    /** A span of virtual time, which is counted in nanoseconds. */
    public static Setting<Duration> time(String key, Duration defaultValue, String description) {
        return new Setting<>(key, defaultValue, text -> {
            Duration time = Quantities.parseDuration(text);
            if (time.compareTo(LONGEST_TIME) > 0) {
                throw new IllegalArgumentException("longer than " + LONGEST_TIME.toDays() + " days");
            }
            return time;
        }, Quantities.DURATION_ALLOWED + ", at most " + LONGEST_TIME.toDays() + " days", description);
    }

    private static <T> Setting<Optional<T>> optional(String key, Function<String, T> parser, String allowed,
            String description) {
        return new Setting<>(key, Optional.empty(), text -> Optional.of(parser.apply(text)), allowed,
                description);
    }
}
