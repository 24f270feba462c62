package dev.ferry.cli;

import dev.ferry.api.Quantities;
import dev.ferry.engine.compose.LayeredSettings;
import dev.ferry.simulator.trace.AccessTrace;
import dev.ferry.simulator.trace.TraceSummary;
import dev.ferry.workload.GuestPlatform;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ferry trace}: what a guest touches, kept in a file. */
@Command(name = "trace", description = "Runs a guest without moving it, and records which of its pages it writes and reads in each "
        + "interval, for a simulated guest to do the same. Ctrl-C ends it, and what is recorded so far is kept.")
final class TraceCommand implements Callable<Integer> {

    /** To end an interval, deflate it and close the guest. */
    private static final Duration TIME_TO_END = Duration.ofSeconds(30);

    @Mixin
    private TraceOptions options = new TraceOptions();
    @Mixin
    private GuestKind kind = new GuestKind();
    @Mixin
    private GuestOptions guest = new GuestOptions();
    /** Looked at where errors are explained. */
    @Option(names = "--verbose", description = "Print the stack trace of an error.")
    private boolean verbose;
    @Spec
    private CommandSpec spec;

    private final StopSignal stopSignal;

    TraceCommand(StopSignal stopSignal) {
        this.stopSignal = stopSignal;
    }

    @Override
    public Integer call() throws IOException {
        Optional<Path> shown = options.shown();
        if (shown.isPresent()) {
            return show(open(shown.get()), ExitCode.OK);
        }
        return record(options.output());
    }

    private static AccessTrace open(Path file) {
        try {
            return AccessTrace.open(file);
        } catch (IOException wrong) {
            throw new IllegalArgumentException("--show '" + file + "': " + wrong.getMessage(), wrong);
        }
    }

    private int record(Path file) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Duration interval = options.interval();
        Duration duration = options.duration();
        LayeredSettings settings = CommonOptions.read(Map.of());
        GuestPlatform platform = kind.choose(settings, options.accesses(), out);
        GuestPlan plan = guest.plan(platform, Optional.empty(), false);
        out.println("Guest: " + plan + ".");
        AccessRecording recording = new AccessRecording(interval, duration, options.accesses());
        stopSignal.onStop(() -> {
            recording.stop();
            return TIME_TO_END;
        });
        out.println("Recording for " + Quantities.formatDuration(duration) + ", in intervals of "
                + Quantities.formatDuration(interval) + ".");
        out.flush();
        recording.record(plan, file);
        return show(AccessTrace.open(file), recording.stopped() ? ExitCode.INTERRUPTED : ExitCode.OK);
    }

    private int show(AccessTrace trace, ExitCode exit) throws IOException {
        return HeapLimit.explain(() -> {
            PrintWriter out = spec.commandLine().getOut();
            out.print(TraceText.of(trace.file(), TraceSummary.of(trace)));
            out.flush();
            return exit.code();
        });
    }
}
