package dev.ferry.cli;

import dev.ferry.api.Quantities;
import dev.ferry.simulator.advice.KnownGuest;
import dev.ferry.simulator.advice.PartlySwappedGuest;
import dev.ferry.simulator.advice.Priority;
import dev.ferry.simulator.advice.Question;
import dev.ferry.simulator.scenario.GuestModel;
import dev.ferry.simulator.scenario.LinkModel;
import dev.ferry.simulator.scenario.Scenario;
import dev.ferry.simulator.scenario.ScenarioGuest;
import dev.ferry.simulator.scenario.ScenarioSettings;
import dev.ferry.simulator.scenario.ScenarioWay;
import dev.ferry.simulator.scenario.WorkloadKind;
import dev.ferry.simulator.trace.AccessTrace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The guest that is to be moved, the link, and what counts. */
final class AdviseOptions {

    private static final Duration WARM_UP = Duration.ofSeconds(1);
    private static final Duration TIME_LIMIT = Duration.ofHours(2);
    /** Each idea once. */
    private static final List<String> DEFAULT_CANDIDATES = List.of("stop-and-copy", "precopy",
            "postcopy:push", "postcopy:bubbling", "hybrid:bubbling");
    /** For a guest with a swap device. */
    private static final String AGILE = "agile:bubbling";
    private static final String DOWNTIME_KEY = "ferry.precopy.downtime-limit";
    private static final String MOST_DOWNTIME_KEY = "ferry.precopy.max-downtime";

    @Option(names = "--memory", paramLabel = "SIZE", description = "The guest's memory.")
    private @Nullable String memory;

    @Option(names = "--used", paramLabel = "SIZE", description = "The part of it that holds anything. Default: all.")
    private @Nullable String used;

    @Option(names = "--working-set", paramLabel = "SIZE", description = "The part of that which it writes. Default: a quarter.")
    private @Nullable String workingSet;

    @Option(names = "--dirty-rate", paramLabel = "RATE", description = "What it writes in a second, e.g. 200MB.")
    private @Nullable String dirtyRate;

    @Option(names = "--access", paramLabel = "ORDER", defaultValue = "sequential", description = "In which order it writes: sequential, over and over, or random. Default: ${DEFAULT-VALUE}.")
    private String access = "sequential";

    @Option(names = "--trace", paramLabel = "FILE", description = "In place of all those: a guest that does what was recorded there (ferry trace).")
    private @Nullable Path trace;

    @Option(names = "--reservation", paramLabel = "SIZE", description = "What of the guest is in memory, where the rest lies on a swap device that both hosts reach. Default: all.")
    private @Nullable String reservation;

    @Option(names = "--swap-bandwidth", paramLabel = "RATE", description = "How fast that device is read, e.g. 400MB.")
    private @Nullable String swapBandwidth;

    @Option(names = "--bandwidth", paramLabel = "RATE", required = true, description = "What the link carries in a second, e.g. 1.25GB.")
    private String bandwidth = "";

    @Option(names = "--latency", paramLabel = "TIME", defaultValue = "50us", description = "How long a byte is under way. Default: ${DEFAULT-VALUE}.")
    private String latency = "50us";

    @Option(names = "--downtime-limit", paramLabel = "TIME", description = "How long the guest may stand still; pre-copy is told, and what takes longer is ranked last. Default: no limit.")
    private @Nullable String downtimeLimit;

    @Option(names = "--priority", paramLabel = "FIGURE", defaultValue = "downtime", description = "What counts first: downtime, total-time, eviction-time, bytes or degradation. Default: ${DEFAULT-VALUE}.")
    private String priority = "downtime";

    @Option(names = "--candidates", split = ",", paramLabel = "NAME[:SCHEDULER]", description = "Between which ways to choose. "
            + "Default: stop-and-copy, precopy, hybrid:bubbling, postcopy with push and bubbling; with --reservation agile, too.")
    private List<String> candidates = List.of();

    @Option(names = "--run", paramLabel = "CANDIDATE", description = "One more, with settings of its own, e.g. \"precopy ferry.precopy.stun=true\". May be given several times.")
    private List<String> runs = List.of();

    @Option(names = "--page", paramLabel = "SIZE", description = "The page size of the model. Default: 4KiB, or larger for a large guest, so that it takes seconds.")
    private @Nullable String page;

    /** Looked at where errors are explained. */
    @Option(names = "--verbose", description = "Print the stack trace of an error.")
    private boolean verbose;

    AdviseOptions() {}

    /** What is asked; fails where an option is wrong, before anything is simulated. */
    Question question() {
        Optional<Duration> limit = Optional.ofNullable(downtimeLimit)
                .map(text -> time("--downtime-limit", text));
        LinkModel link = new LinkModel(positiveRate("--bandwidth", bandwidth), time("--latency", latency));
        Scenario scenario = new Scenario("advise", "", guest(), link, WARM_UP, TIME_LIMIT, 1, 1, ways(limit));
        return new Question(scenario, choice("--priority", priority, Priority.values(), Priority::spelling),
                limit);
    }

    /** The trace that says what the guest does, if one does. */
    Optional<Path> trace() {
        return Optional.ofNullable(trace);
    }

    private ScenarioGuest guest() {
        if ((trace == null) == (memory == null)) {
            throw new IllegalArgumentException(
                    "say either --memory SIZE with --dirty-rate RATE, or --trace FILE");
        }
        return trace == null ? knownGuest(memory) : tracedGuest(trace);
    }

    private ScenarioGuest tracedGuest(Path file) {
        if (Stream.of(used, workingSet, dirtyRate, reservation, swapBandwidth, page)
                .anyMatch(one -> one != null)) {
            throw new IllegalArgumentException("--used, --working-set, --dirty-rate, --reservation, "
                    + "--swap-bandwidth and --page go with --memory: a trace says what its guest is");
        }
        try {
            AccessTrace recorded = AccessTrace.open(file);
            if (recorded.touches() == 0) {
                throw wrong("--trace", file.toString(), "a trace in which the guest touches any page");
            }
            return KnownGuest.recorded(recorded);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("--trace '" + file + "': " + unreadable.getMessage(),
                    unreadable);
        }
    }

    private ScenarioGuest knownGuest(String memoryText) {
        if (dirtyRate == null) {
            throw new IllegalArgumentException("--memory goes with --dirty-rate RATE");
        }
        long memoryBytes = bytes("--memory", memoryText, Long.MAX_VALUE >> 1, "");
        long usedBytes = bytes("--used", used, memoryBytes, "--memory");
        long workingSetBytes = workingSet == null
                ? Math.max(ScenarioSettings.SMALLEST_PAGE_BYTES, usedBytes / 4)
                : bytes("--working-set", workingSet, usedBytes, "what is used");
        KnownGuest known = new KnownGuest(memoryBytes, usedBytes, workingSetBytes,
                positiveRate("--dirty-rate", dirtyRate), choice("--access", access,
                        new WorkloadKind[]{WorkloadKind.SEQUENTIAL, WorkloadKind.RANDOM},
                        kind -> kind.name().toLowerCase(Locale.ROOT)));
        GuestModel model = known.model(pageBytes(known));
        return reservation == null ? inMemory(model) : paged(model, known, reservation);
    }

    private ScenarioGuest inMemory(GuestModel model) {
        if (swapBandwidth != null) {
            throw new IllegalArgumentException("--swap-bandwidth goes with --reservation");
        }
        return model;
    }

    private ScenarioGuest paged(GuestModel model, KnownGuest known, String text) {
        long resident = bytes("--reservation", text, known.usedBytes(), "what is used");
        if (resident < known.workingSetBytes()) {
            throw wrong("--reservation", text,
                    "no less than the working set, " + Quantities.formatBytes(known.workingSetBytes()));
        }
        if (swapBandwidth == null) {
            throw new IllegalArgumentException("--reservation goes with --swap-bandwidth RATE");
        }
        return new PartlySwappedGuest(model, Math.ceilDiv(resident, model.geometry().pageSizeBytes()),
                new LinkModel(positiveRate("--swap-bandwidth", swapBandwidth), time("--latency", latency)));
    }

    private int pageBytes(KnownGuest known) {
        if (page == null) {
            return known.pageSizeBytes();
        }
        long size = bytes("--page", page, 1 << 30, "");
        if (Long.bitCount(size) != 1) {
            throw wrong("--page", page, "a power of two from 4KiB to 1GiB");
        }
        return (int) size;
    }

    private List<ScenarioWay> ways(Optional<Duration> limit) {
        List<String> written = new ArrayList<>(candidates);
        written.addAll(runs);
        if (written.isEmpty()) {
            written.addAll(DEFAULT_CANDIDATES);
            if (reservation != null) {
                written.add(AGILE);
            }
        }
        return ScenarioWay.several(written, limit.map(AdviseOptions::precopyWithin).orElse(Map.of()));
    }

    /** So that pre-copy goes on with its rounds until the rest can be sent in that time. */
    private static Map<String, String> precopyWithin(Duration limit) {
        String nanos = limit.toNanos() + "ns";
        return Map.of(DOWNTIME_KEY, nanos, MOST_DOWNTIME_KEY, nanos);
    }

    private static long bytes(String option, @Nullable String text, long most, String what) {
        if (text == null) {
            return most;
        }
        String allowed = Quantities.BYTES_ALLOWED + ", at least 4KiB"
                + (what.isEmpty() ? "" : " and no more than " + what + ", " + Quantities.formatBytes(most));
        long value = parsed(option, text, Quantities::parseBytes, allowed);
        if (value < ScenarioSettings.SMALLEST_PAGE_BYTES || value > most) {
            throw wrong(option, text, allowed);
        }
        return value;
    }

    private static long positiveRate(String option, String text) {
        String allowed = "a rate such as 125MB or 1.25GB, more than 0";
        long value = parsed(option, text, Quantities::parseBytesPerSecond, allowed);
        if (value < 1) {
            throw wrong(option, text, allowed);
        }
        return value;
    }

    private static Duration time(String option, String text) {
        return parsed(option, text, ScenarioSettings.LATENCY.parser(), ScenarioSettings.LATENCY.allowed());
    }

    private static <T> T choice(String option, String text, T[] all, Function<T, String> spelling) {
        return Stream.of(all).filter(one -> spelling.apply(one).equals(text)).findFirst()
                .orElseThrow(() -> wrong(option, text, "one of "
                        + Stream.of(all).map(spelling).collect(Collectors.joining(", "))));
    }

    private static <T> T parsed(String option, String text, Function<String, T> parser, String allowed) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException unreadable) {
            throw new IllegalArgumentException(option + " '" + text + "': allowed is " + allowed,
                    unreadable);
        }
    }

    private static IllegalArgumentException wrong(String option, String text, String allowed) {
        return new IllegalArgumentException(option + " '" + text + "': allowed is " + allowed);
    }
}
