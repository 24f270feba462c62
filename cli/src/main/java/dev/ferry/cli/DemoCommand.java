package dev.ferry.cli;

import dev.ferry.api.swap.SwapStore;
import dev.ferry.engine.EngineSettings;
import dev.ferry.engine.compose.Composition;
import dev.ferry.engine.compose.FerryModule;
import dev.ferry.engine.compose.LayeredSettings;
import dev.ferry.workload.GuestPlatform;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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

    private static final List<String> PRESSURE_STRATEGIES = List.of("precopy", "postcopy", "agile");

    @Mixin
    private DemoScenario scenario = new DemoScenario();
    @Mixin
    private GuestKind kind = new GuestKind();
    @Mixin
    private GuestOptions guest = new GuestOptions();
    @Mixin
    private PagingOptions paging = new PagingOptions();
    @Mixin
    private BalloonOptions balloon = new BalloonOptions();
    @Mixin
    private MigrationOptions migration = new MigrationOptions();
    @Mixin
    private RecordingOptions recording = new RecordingOptions();
    @Mixin
    private PageFile html = new PageFile();
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
        json.check();
        html.check(json);
        return scenario.pressure() ? showPressure() : showMigration();
    }

    private int showMigration() throws IOException, InterruptedException {
        if (html.isWanted()) {
            throw new IllegalArgumentException(
                    "--html goes with --scenario pressure; a page of migrations is made "
                            + "by ferry compare");
        }
        try (TemporaryFolder swapFolder = new TemporaryFolder()) {
            Map<String, String> program = program(swapFolder.path());
            return print(demonstration(program).run());
        } catch (DemoFailedException failed) {
            if (failed.report().isPresent()) {
                json.write(failed.report().get().toJson());
            }
            return failed.exitCode();
        }
    }

    private int showPressure() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        paging.requireNoReservation();
        Map<String, String> program = common.settings(paging.settings(migration.settings()));
        balloon.requireNotSaid(CommonOptions.read(program));
        try (TemporaryFolder swapFolder = new TemporaryFolder()) {
            if (CommonOptions.read(program).get(SwapStore.CHOICE).equals(SwapStore.NONE)) {
                program.putAll(SwapAddress.settings("file:" + swapFolder.path()));
            }
            PressurePlan plan = PressurePlan.of(kind.chooseThreaded(CommonOptions.read(program)), guest,
                    scenario.duration(),
                    program);
            PressureScenario pressure = new PressureScenario(plan, out);
            stopSignal.onStop(pressure::stop);
            PressureReport report = pressure
                    .run(migration.strategy().map(List::of).orElse(PRESSURE_STRATEGIES));
            out.println();
            out.print(Table.ofFigures(report.rows()));
            report.remarks().forEach(out::println);
            out.flush();
            json.write(report.toJson());
            html.write(page -> PressurePage.write(report, page));
            return (pressure.stopped() ? ExitCode.INTERRUPTED : report.exit()).code();
        }
    }

    /** What was set, and what a demo sets where nothing was. */
    private Map<String, String> program(Path swapFolder) {
        Map<String, String> program = balloon.settings(common
                .settings(paging.settings(recording.settings(migration.settings()))));
        LayeredSettings settings = CommonOptions.read(program);
        if (settings.get(EngineSettings.RECOVERY_TIMEOUT)
                .equals(EngineSettings.RECOVERY_TIMEOUT.defaultValue())) {
            program.put(EngineSettings.RECOVERY_TIMEOUT.key(), DEMO_RECOVERY_TIMEOUT);
        }
        if (paging.lacksStore(settings)) {
            program.putAll(SwapAddress.settings("file:" + swapFolder));
        }
        return program;
    }

    private Demonstration demonstration(Map<String, String> program) {
        PrintWriter out = spec.commandLine().getOut();
        LayeredSettings settings = CommonOptions.read(program);
        Composition composition = Composition.of(settings);
        EngineSettings engine = composition.engineSettings();
        boolean watched = engine.order().watches() || engine.recording().file().isPresent();
        GuestPlatform platform = kind.choose(settings, watched, out);
        Optional<Long> reservation = paging.reservation(settings, guest.geometry(platform), watched);
        GuestPlan plan = guest.plan(platform, reservation, balloon.wantsHeap(settings));
        Hosts hosts = Hosts.of(platform, reservation, settings);
        boolean oneProcess = settings.get(FerryModule.TRANSPORT).equals(IN_MEMORY);
        if (!oneProcess && hosts.inThisProcessOnly()) {
            throw new IllegalArgumentException(
                    "--swap inmemory is reached from one process only: it goes with "
                            + "--transport inmemory");
        }
        out.println("Guest: " + plan + ".");
        hosts.sentence().ifPresent(out::println);
        announce(settings, oneProcess, out);
        List<String> guestArguments = Stream
                .concat(guest.arguments(plan).stream(), balloon.arguments(settings).stream()).toList();
        return oneProcess
                ? new OneProcess(composition, hosts, plan, out, stopSignal)
                : new TwoProcesses(hosts, guestArguments, program, out, stopSignal);
    }

    private static void announce(LayeredSettings settings, boolean oneProcess, PrintWriter out) {
        out.println("Migration: " + settings.get(FerryModule.STRATEGY) + " over "
                + settings.get(FerryModule.TRANSPORT)
                + (oneProcess
                        ? ", both ends in this process."
                        : ", from one process to another on loopback."));
    }

    private int print(Demonstration.Outcome outcome) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.println();
        out.print(outcome.verified().toText());
        out.println();
        out.println("At the destination: " + outcome.verdict().sentence() + ".");
        out.flush();
        json.write(outcome.verified().toJson());
        return (outcome.verdict().good() ? ExitCode.OK : ExitCode.WRONG).code();
    }
}
