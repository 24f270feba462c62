package dev.ferry.cli;

import dev.ferry.api.Quantities;
import dev.ferry.cli.DestinationHalf.Reception;
import dev.ferry.engine.compose.Composition;
import dev.ferry.engine.compose.LayeredSettings;
import dev.ferry.workload.GuestPlatform;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ferry receive}: the destination's half of a migration between two hosts. */
@Command(name = "receive", description = "Waits for one guest from 'ferry send', takes it in, and proves that its "
        + "memory is right and that it advances.")
final class ReceiveCommand implements Callable<Integer> {

    /** What is printed before the address. */
    static final String LISTENING = "Listening at ";

    @Option(names = "--listen", paramLabel = "HOST:PORT", defaultValue = "0.0.0.0:7777", description = "Where to listen; port 0 takes a free one. Default: ${DEFAULT-VALUE}.")
    private String address = "";

    @Option(names = DemoProcess.PART_OF_DEMO, hidden = true)
    private boolean partOfDemo;

    @Mixin
    private GuestKind kind = new GuestKind();
    @Mixin
    private PagingOptions paging = new PagingOptions();
    @Mixin
    private BalloonOptions balloon = new BalloonOptions();
    @Mixin
    private RecordingOptions recording = new RecordingOptions();
    @Mixin
    private ReportFile json = new ReportFile();
    @Mixin
    private CommonOptions common = new CommonOptions();
    @Spec
    private CommandSpec spec;

    private final StopSignal stopSignal;

    ReceiveCommand(StopSignal stopSignal) {
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
                .read(balloon.settings(common.settings(paging.settings(recording.settings(Map.of())))));
        Composition composition = Composition.of(settings);
        boolean watched = composition.engineSettings().recording().file().isPresent();
        GuestPlatform platform = kind.choose(settings, watched, out);
        Hosts hosts = Hosts.of(platform, paging.reservation(settings, watched), settings);
        hosts.rehearse();
        try (Host host = hosts.open(composition, out);
                DestinationHalf half = new DestinationHalf(composition, host, address, out)) {
            stopSignal.onStop(half::stop);
            out.println(LISTENING + half.address());
            Reception reception = half.run();
            json.write(reception.verdict().toJson());
            print(reception, out);
            half.awaitRelease(reception);
            return (reception.verdict().good() ? ExitCode.OK : ExitCode.WRONG).code();
        }
    }

    private void print(Reception reception, PrintWriter out) {
        if (!partOfDemo) {
            out.println("Guest " + reception.arrival().guestId() + " of "
                    + Quantities.formatBytes(reception.arrival().geometry().memoryBytes()) + " has arrived: "
                    + reception.verdict().sentence() + ".");
        }
    }
}
