package dev.ferry.cli;

import dev.ferry.engine.Arrival;
import dev.ferry.engine.DestinationEnd;
import dev.ferry.engine.MigrationFailedException;
import dev.ferry.engine.SourceEnd;
import dev.ferry.engine.compose.Composition;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.workload.GuestPlatform;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** One migration of a comparison: makes the guest, both ends in this process, moves it and looks at it. */
final class ComparisonRun {

    private static final Duration WARM_UP = Duration.ofMillis(500);
    private static final long STEPS_BEFORE = 100;
    /** The span without a migration that the guest's progress is compared with. */
    private static final Duration UNDISTURBED = Duration.ofSeconds(1);
    /** What a migration that is cancelled may take to end. */
    private static final Duration CANCEL_PATIENCE = Duration.ofSeconds(10);

    private final Composition composition;
    private final Hosts hosts;
    private final GuestPlan plan;
    private final String address;
    private final int migrations;
    private boolean stopped;
    private @Nullable SourceEnd source;

    /**
     * A run that is not started.
     *
     * @param hosts how its guest is kept
     * @param address where its destination listens, in its transport's spelling
     * @param migrations how many the comparison has in all
     */
    ComparisonRun(Composition composition, Hosts hosts, GuestPlan plan, String address, int migrations) {
        this.composition = composition;
        this.hosts = hosts;
        this.plan = plan;
        this.address = address;
        this.migrations = migrations;
    }

    /**
     * Runs it; nothing is left when it returns.
     *
     * @throws CancellationException where it was stopped
     */
    ComparedRun run() {
        WarmMemory.forGuest(plan.geometry());
        PrintWriter quiet = new PrintWriter(Writer.nullWriter());
        try (Host there = hosts.open(composition, quiet);
                Host here = hosts.open(composition, quiet);
                GuestPlatform.Source guest = plan.on(here.platform()).start();
                GuestBalloon balloon = here.inflate(plan.guestId(), plan.geometry(), guest)) {
            Work.await(guest.control(), STEPS_BEFORE, WARM_UP);
            balloon.awaitInflated(quiet, this::stopped);
            WorkSample before = WorkSample.of(guest.control());
            Work.await(guest.control(), Long.MAX_VALUE, UNDISTURBED);
            return migrate(guest, balloon, before, new LastPages(there.platform(), quiet,
                    composition.engineSettings().recording()));
        } catch (CancellationException stop) {
            throw stop;
        } catch (RuntimeException failed) {
            return ComparedRun.failed(failed);
        }
    }

    private ComparedRun migrate(GuestPlatform.Source guest, GuestBalloon balloon, WorkSample before,
            LastPages lastPages) {
        MigrationTrace trace = new MigrationTrace(plan.geometry(), migrations);
        try (DestinationEnd destination = composition.destination(address).host(lastPages)
                .listener(trace.destination(lastPages)).listen()) {
            CompletableFuture<Arrival> arrival = CompletableFuture.supplyAsync(destination::receive,
                    work -> Thread.ofPlatform().daemon().name("ferry-compare-destination").start(work));
            WorkSample start = WorkSample.of(guest.control());
            MigrationReport report = move(guest, balloon, destination, arrival, trace, lastPages);
            try (GuestPlatform.Destination arrived = lastPages.guest()) {
                WorkSample end = lastPages.workBeforeReading()
                        .orElseGet(() -> WorkSample.of(arrived.control()));
                arrival.join().recording().toCompletableFuture().join();
                lastPages.awaitEnd();
                return ComparedRun.of(report, WorkSample.degradationPercent(before, start, end),
                        lastPages.workBeforeReading().isPresent(), Verdict.on(arrived), trace);
            }
        }
    }

    /** Moves the guest. Where that fails, waits for the destination, which gives back what it had reserved. */
    private MigrationReport move(GuestPlatform.Source guest, GuestBalloon balloon,
            DestinationEnd destination,
            CompletableFuture<Arrival> arrival, MigrationTrace trace, LastPages lastPages) {
        try {
            SourceEnd end = begun(balloon.shownBy(composition.source(destination.address()))
                    .guest(plan.guestId(), guest.memory(), guest.control()).listener(trace.source())
                    .build());
            trace.begin();
            return end.migrate();
        } catch (CancellationException | MigrationFailedException failed) {
            destination.giveUp(lastPages.guestId());
            destination.close();
            try {
                arrival.join();
            } catch (CompletionException expected) {
                failed.addSuppressed(expected.getCause());
            }
            throw failed;
        }
    }

    private synchronized SourceEnd begun(SourceEnd end) {
        if (stopped) {
            throw new CancellationException("stopped before the migration began");
        }
        source = end;
        return end;
    }

    private synchronized boolean stopped() {
        return stopped;
    }

    /** Ends it early where the guest has not left; returns how long the end may take. Any thread. */
    synchronized Duration stop() {
        stopped = true;
        return source == null || source.cancel() ? CANCEL_PATIENCE : StopSignal.UNTIL_IT_IS_OVER;
    }
}
