package dev.ferry.cli;

import dev.ferry.engine.MigrationFailedException;
import dev.ferry.engine.compose.Composition;
import dev.ferry.engine.compose.LayeredSettings;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.workload.GuestPlatform;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ferry send}: the source's half of a migration between two hosts. */
@Command(name = "send", description = "Makes a guest that writes its memory, and moves it to a host that runs "
        + "'ferry receive'. Ctrl-C before the guest has gone cancels: it then runs on here.")
final class SendCommand implements Callable<Integer> {

    @Option(names = "--to", required = true, paramLabel = "HOST:PORT", description = "Where 'ferry receive' listens.")
    private String address = "";

    @Option(names = DemoProcess.PART_OF_DEMO, hidden = true)
    private boolean partOfDemo;

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
    private ReportFile json = new ReportFile();
    @Mixin
    private CommonOptions common = new CommonOptions();
    @Spec
    private CommandSpec spec;

    private final StopSignal stopSignal;

    SendCommand(StopSignal stopSignal) {
        this.stopSignal = stopSignal;
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (partOfDemo) {
            DemoProcess.endWithParent();
        }
        json.check();
        LayeredSettings settings = CommonOptions
                .read(balloon.settings(common.settings(paging.settings(migration.settings()))));
        Composition composition = Composition.of(settings);
        boolean watched = composition.engineSettings().order().watches();
        GuestPlatform platform = kind.choose(settings, watched, out);
        Optional<Long> reservation = paging.reservation(settings, guest.geometry(platform), watched);
        GuestPlan plan = guest.plan(platform, reservation, balloon.wantsHeap(settings));
        Hosts hosts = Hosts.of(platform, reservation, settings);
        hosts.rehearse();
        if (!partOfDemo) {
            out.println("Guest: " + plan + ".");
            hosts.sentence().ifPresent(out::println);
        }
        MigrationReport report;
        try (Host host = hosts.open(composition, out)) {
            report = migrate(new SourceHalf(composition, host, plan, out, stopSignal));
        }
        if (!partOfDemo) {
            out.println(report.toText());
        }
        return ExitCode.OK.code();
    }

    private MigrationReport migrate(SourceHalf half) throws IOException {
        try {
            MigrationReport report = half.run(address);
            write(report);
            return report;
        } catch (MigrationFailedException failed) {
            write(failed.report());
            throw failed;
        }
    }

    private void write(@Nullable MigrationReport report) throws IOException {
        if (report != null) {
            json.write(report.toJson());
        }
    }
}
