package dev.ferry.cli;

import dev.ferry.engine.report.MigrationReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A demo over loopback: {@code ferry receive} and {@code ferry send} as processes of their own. */
final class TwoProcesses implements Demonstration {

    private static final String LOOPBACK = "127.0.0.1:0";

    private final Hosts hosts;
    private final List<String> guestArguments;
    private final Map<String, String> settings;
    private final PrintWriter out;
    private final StopSignal stopSignal;

    /** {@code guestArguments} make the guest, and {@code settings} compose both ends. */
    TwoProcesses(Hosts hosts, List<String> guestArguments, Map<String, String> settings, PrintWriter out,
            StopSignal stopSignal) {
        this.hosts = hosts;
        this.guestArguments = guestArguments;
        this.settings = settings;
        this.out = out;
        this.stopSignal = stopSignal;
    }

    @Override
    public Outcome run() throws IOException, InterruptedException, DemoFailedException {
        try (TemporaryFolder folder = new TemporaryFolder();
                DemoProcess destination = DemoProcess
                        .destination(receiveArguments(folder.file("verdict.json")), out)) {
            String address = destination.awaitAddress();
            if (address.isEmpty()) {
                throw new DemoFailedException(destination.await(), null);
            }
            MigrationReport report = send(address, folder.file("report.json"), destination);
            stopSignal.onStop(() -> stop(destination));
            int received = destination.await();
            Path verdict = folder.file("verdict.json");
            if (!Files.exists(verdict)) {
                throw new DemoFailedException(received, report);
            }
            return new Outcome(report, Verdict.read(verdict));
        }
    }

    private MigrationReport send(String address, Path json, DemoProcess destination)
            throws IOException, InterruptedException, DemoFailedException {
        try (DemoProcess source = DemoProcess.source(sendArguments(address, json), out)) {
            stopSignal.onStop(() -> stop(source));
            int sent = source.await();
            MigrationReport report = Files.exists(json)
                    ? MigrationReport.fromJson(Files.readString(json))
                    : null;
            if (report == null || !report.outcome().equals("completed")) {
                destination.awaitBriefly();
                throw new DemoFailedException(sent, report);
            }
            return report;
        }
    }

    private static Duration stop(DemoProcess underWay) {
        underWay.stop();
        return StopSignal.UNTIL_IT_IS_OVER;
    }

    private List<String> receiveArguments(Path json) {
        List<String> arguments = new ArrayList<>(
                List.of("receive", DemoProcess.PART_OF_DEMO, "--listen", LOOPBACK,
                        "--json", json.toString(), "--guest", hosts.kind().name()));
        addSettings(arguments);
        return arguments;
    }

    private List<String> sendArguments(String address, Path json) {
        List<String> arguments = new ArrayList<>(
                List.of("send", DemoProcess.PART_OF_DEMO, "--to", address, "--json", json.toString()));
        arguments.addAll(guestArguments);
        addSettings(arguments);
        return arguments;
    }

    private void addSettings(List<String> arguments) {
        hosts.reservationBytes()
                .ifPresent(bytes -> arguments.addAll(List.of("--reservation", bytes.toString())));
        settings.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    }
}
