package dev.ferry.cli;

import dev.ferry.api.event.GuestFate;
import dev.ferry.engine.MigrationFailedException;
import dev.ferry.engine.SourceEnd;
import dev.ferry.engine.compose.Composition;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.workload.GuestPlatform;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;

/**
 * The source's half of a migration: makes a guest, lets it work, and moves it away. Where it stays, proves that it
 * runs on.
 */
final class SourceHalf {

    private static final long STEPS_BEFORE = 100;
    private static final Duration WARM_UP = Duration.ofMillis(500);
    /** What a cancelled migration and the proof that follows may take; the guest itself runs on at once. */
    private static final Duration CANCEL_PATIENCE = Duration.ofSeconds(10);

    private final Composition composition;
    private final Host host;
    private final GuestPlan plan;
    private final PrintWriter out;
    private final StopSignal stopSignal;
    private volatile boolean stopped;

    /** Of a guest as planned, on a host. {@code out} is told what happens. */
    SourceHalf(Composition composition, Host host, GuestPlan plan, PrintWriter out, StopSignal stopSignal) {
        this.composition = composition;
        this.host = host;
        this.plan = plan.on(host.platform());
        this.out = out;
        this.stopSignal = stopSignal;
    }

    /**
     * Migrates a new guest.
     *
     * @throws CancellationException where a signal came in time; the guest ran on here
     * @throws MigrationFailedException where it failed
     * @throws GuestLostException where its swap device does not give pages back
     */
    MigrationReport run(String address) {
        return host.attend(() -> moveNew(address));
    }

    private MigrationReport moveNew(String address) {
        try (GuestPlatform.Source guest = plan.start()) {
            Work.await(guest.control(), STEPS_BEFORE, WARM_UP);
            return free(guest, migrate(guest, address));
        }
    }

    /** Ends the guest, which has gone, and counts that as part of its eviction. */
    private static MigrationReport free(GuestPlatform.Source guest, MigrationReport report) {
        long startNanos = System.nanoTime();
        guest.close();
        return report.withEvictionTime(
                Objects.requireNonNull(report.evictionTimeNanos()) + System.nanoTime() - startNanos);
    }

    private MigrationReport migrate(GuestPlatform.Source guest, String address) {
        try (GuestBalloon balloon = host.inflate(plan.guestId(), plan.geometry(), guest);
                ProgressDisplay display = ProgressDisplay.on(out, plan.geometry().pageSizeBytes())) {
            SourceEnd end = balloon.shownBy(composition.source(address))
                    .guest(plan.guestId(), guest.memory(), guest.control()).listener(display).build();
            stopSignal.onStop(() -> cancel(end));
            balloon.awaitInflated(out, () -> stopped);
            Host.describe(guest).ifPresent(out::println);
            return migrate(guest, end);
        }
    }

    /** Where it was stopped before, it ends at once. */
    private MigrationReport migrate(GuestPlatform.Source guest, SourceEnd end) {
        try {
            return end.migrate();
        } catch (CancellationException cancelled) {
            prove(guest);
            throw cancelled;
        } catch (MigrationFailedException failed) {
            if (failed.guestFate() == GuestFate.RUNS_AT_SOURCE) {
                prove(guest);
            }
            throw failed;
        }
    }

    private Duration cancel(SourceEnd end) {
        stopped = true;
        if (end.cancel()) {
            return CANCEL_PATIENCE;
        }
        if (end.giveUp()) {
            out.println("Given up: the destination is not waited for any longer.");
            return CANCEL_PATIENCE;
        }
        out.println(
                "Too late to cancel: the guest is at the destination, and may need pages from here. Ferry goes on "
                        + "until it has them all; kill -9 " + ProcessHandle.current().pid()
                        + " would lose it.");
        return StopSignal.UNTIL_IT_IS_OVER;
    }

    private void prove(GuestPlatform.Source guest) {
        out.println("The guest runs on at the source: " + Verdict.on(guest).sentence() + ".");
    }
}
