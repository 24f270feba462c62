package dev.ferry.cli;

import dev.ferry.cli.DestinationHalf.Reception;
import dev.ferry.engine.compose.Composition;
import dev.ferry.engine.report.MigrationReport;
import java.io.PrintWriter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A demo with both ends in this JVM, for the transport {@code inmemory}. */
final class OneProcess implements Demonstration {

    private static final String ADDRESS = "ferry-demo";

    private final Composition composition;
    private final Hosts hosts;
    private final GuestPlan plan;
    private final PrintWriter out;
    private final StopSignal stopSignal;

    OneProcess(Composition composition, Hosts hosts, GuestPlan plan, PrintWriter out, StopSignal stopSignal) {
        this.composition = composition;
        this.hosts = hosts;
        this.plan = plan;
        this.out = out;
        this.stopSignal = stopSignal;
    }

    @Override
    public Outcome run() {
        hosts.rehearse();
        try (Host there = hosts.open(composition, out);
                Host here = hosts.open(composition, out);
                DestinationHalf destination = new DestinationHalf(composition, there, ADDRESS, out)) {
            CompletableFuture<Reception> reception = CompletableFuture.supplyAsync(destination::run,
                    work -> Thread.ofPlatform().daemon().name("ferry-demo-destination").start(work));
            MigrationReport report = new SourceHalf(composition, here, plan, out, stopSignal)
                    .run(destination.address());
            stopSignal.onStop(destination::stop);
            return new Outcome(report, reception.join().verdict());
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }
}
