package dev.ferry.cli;

import dev.ferry.engine.EngineSettings;
import dev.ferry.engine.compose.Composition;
import dev.ferry.engine.compose.FerryModule;
import dev.ferry.engine.compose.LayeredSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ferry demo}: a migration from beginning to end on one machine. */
@Command(name = "demo", description = "Moves a guest that writes its memory from one process to another on this "
        + "machine, and proves that it arrived whole and goes on.")
final class DemoCommand implements Callable<Integer> {

    private static final String IN_MEMORY = "inmemory";
    /** On one machine an end that is gone does not come back. */
    private static final String DEMO_RECOVERY_TIMEOUT = "10s";

    @Mixin
    private GuestKind kind = new GuestKind();
    @Mixin
    private GuestOptions guest = new GuestOptions();
    @Mixin
    private MigrationOptions migration = new MigrationOptions();
    @Mixin
    private RecordingOptions recording = new RecordingOptions();
    @Mixin
    private ReportFile json = new ReportFile();
    @Mixin
    private CommonOptions common = new CommonOptions();
    @Spec
    private CommandSpec spec;

    private final StopSignal stopSignal;

    DemoCommand(StopSignal stopSignal) {
        this.stopSignal = stopSignal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        json.check();
        Map<String, String> program = common.settings(recording.settings(migration.settings()));
        LayeredSettings settings = CommonOptions.read(program);
        if (settings.get(EngineSettings.RECOVERY_TIMEOUT)
                .equals(EngineSettings.RECOVERY_TIMEOUT.defaultValue())) {
            program.put(EngineSettings.RECOVERY_TIMEOUT.key(), DEMO_RECOVERY_TIMEOUT);
            settings = CommonOptions.read(program);
        }
        Composition composition = Composition.of(settings);
        EngineSettings engine = composition.engineSettings();
        boolean watched = engine.order().watches() || engine.recording().file().isPresent();
        GuestPlan plan = guest.plan(kind.choose(settings, watched, out));
        boolean oneProcess = settings.get(FerryModule.TRANSPORT).equals(IN_MEMORY);
        announce(plan, settings, oneProcess, out);
        Demonstration demonstration = oneProcess
                ? new OneProcess(composition, plan, out, stopSignal)
                : new TwoProcesses(plan, guest.arguments(plan), program, out, stopSignal);
        try {
            return print(demonstration.run(), out);
        } catch (DemoFailedException failed) {
            if (failed.report().isPresent()) {
                json.write(failed.report().get().toJson());
            }
            return failed.exitCode();
        }
    }

    private static void announce(GuestPlan plan, LayeredSettings settings, boolean oneProcess,
            PrintWriter out) {
        out.println("Guest: " + plan + ".");
        out.println("Migration: " + settings.get(FerryModule.STRATEGY) + " over "
                + settings.get(FerryModule.TRANSPORT)
                + (oneProcess
                        ? ", both ends in this process."
                        : ", from one process to another on loopback."));
    }

    private int print(Demonstration.Outcome outcome, PrintWriter out) throws IOException {
        json.write(outcome.verified().toJson());
        out.println();
        out.print(outcome.verified().toText());
        out.println();
        out.println("At the destination: " + outcome.verdict().sentence() + ".");
        return (outcome.verdict().good() ? ExitCode.OK : ExitCode.WRONG).code();
    }
}
