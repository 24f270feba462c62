package dev.ferry.cli;

import dev.ferry.api.Quantities;
import dev.ferry.simulator.trace.TraceHeader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is recorded of a guest, and where it is kept; or which trace is shown. */
final class TraceOptions {

    private static final Duration DEFAULT_INTERVAL = Duration.ofMillis(100);
    private static final Duration DEFAULT_DURATION = Duration.ofSeconds(10);
    private static final Duration MIN_INTERVAL = Duration.ofMillis(1);

    @Option(names = "--output", paramLabel = "FILE", description = "Record a guest, and keep the trace there.")
    private @Nullable Path output;

    @Option(names = "--show", paramLabel = "FILE", description = "Record nothing; say what the trace there comes to.")
    private @Nullable Path shown;

    @Option(names = "--interval", paramLabel = "TIME", converter = DemoScenario.Time.class, description = "How often it is seen which pages the guest has touched. Default: 100ms.")
    private @Nullable Duration interval;

    @Option(names = "--duration", paramLabel = "TIME", converter = DemoScenario.Time.class, description = "How long. Default: 10s.")
    private @Nullable Duration duration;

    @Option(names = "--writes-only", description = "Record which pages the guest writes, and not which it reads: that costs it less, and its memory need not be a file's.")
    private boolean writesOnly;

    TraceOptions() {}

    /** The trace to be shown; empty where one is to be recorded. Fails where it is said what goes with the other. */
    Optional<Path> shown() {
        if ((shown == null) == (output == null)) {
            throw new IllegalArgumentException(
                    "say either --output FILE, to record a guest, or --show FILE, to see what is in a trace");
        }
        if (shown != null && (interval != null || duration != null || writesOnly)) {
            throw new IllegalArgumentException(
                    "--interval, --duration and --writes-only go with --output: --show records nothing");
        }
        return Optional.ofNullable(shown);
    }

    /** Where a trace is kept; fails before anything is started where it cannot be. */
    Path output() {
        Path file = Objects.requireNonNull(output);
        Path folder = file.toAbsolutePath().getParent();
        if (!Files.isWritable(folder) || Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IllegalArgumentException("--output '" + file
                    + "' cannot be written: it must be a file, or not be there, in a folder that exists and is writable");
        }
        return file;
    }

    /** Whether reads are recorded, too. */
    boolean accesses() {
        return !writesOnly;
    }

    Duration interval() {
        Duration wanted = Objects.requireNonNullElse(interval, DEFAULT_INTERVAL);
        if (wanted.compareTo(MIN_INTERVAL) < 0 || wanted.compareTo(TraceHeader.MAX_INTERVAL) > 0) {
            throw new IllegalArgumentException("--interval '" + Quantities.formatDuration(wanted)
                    + "': allowed is from " + Quantities.formatDuration(MIN_INTERVAL) + " to "
                    + Quantities.formatDuration(TraceHeader.MAX_INTERVAL));
        }
        return wanted;
    }

    Duration duration() {
        Duration wanted = Objects.requireNonNullElse(duration, DEFAULT_DURATION);
        if (wanted.compareTo(interval()) < 0) {
            throw new IllegalArgumentException("--duration '" + Quantities.formatDuration(wanted)
                    + "': allowed is an interval at least, " + Quantities.formatDuration(interval()));
        }
        return wanted;
    }
}
