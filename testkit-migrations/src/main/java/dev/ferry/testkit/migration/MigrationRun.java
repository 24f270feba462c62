package dev.ferry.testkit.migration;

import dev.ferry.api.event.GuestFate;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.transport.Transport;
import dev.ferry.engine.Arrival;
import dev.ferry.engine.DestinationEnd;
import dev.ferry.engine.MigrationFailedException;
import dev.ferry.engine.SourceEnd;
import dev.ferry.engine.SourceEndBuilder;
import dev.ferry.engine.compose.Composition;
import dev.ferry.engine.compose.FerryModule;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.testkit.migration.MigrationEvent.LimitReached;
import dev.ferry.testkit.migration.MigrationEvent.LinkFault;
import dev.ferry.testkit.transport.FaultyTransport;
import dev.ferry.workload.GuestPlatform;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One migration, from a new guest to its proof. Used once. */
final class MigrationRun {

    private static final String GUEST = "guest-of-the-test";
    /** Within it a destination learns that its source has failed, and ends by itself. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final MigrationPlan plan;
    private final EventRecorder recorder = new EventRecorder();
    private final CompletableFuture<SourceEnd> sourceEnd = new CompletableFuture<>();

    MigrationRun(MigrationPlan plan) {
        this.plan = plan;
    }

    MigrationResult run() {
        Composition composition = Composition.of(plan.settings());
        Transport transport = new FaultyTransport(
                plan.settings().create(Transport.Provider.class, FerryModule.TRANSPORT), plan.faults(),
                struck -> recorder.add(new LinkFault(struck)));
        try (GuestPlatform.Source guest = plan.platform().start(GUEST, plan.geometry(), plan.workload());
                TestHost host = new TestHost(plan.platform());
                DestinationEnd destination = destination(composition, transport, host)) {
            LeavingGuest leaving = new LeavingGuest(guest.control());
            SourceEnd source = source(composition.source(destination.address())
                    .transport(transport, destination.address()).guest(GUEST, guest.memory(), leaving));
            return migrate(source, destination, new GuestProof(guest, leaving, host, plan.limit()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted in the middle of a migration");
        }
    }

    private DestinationEnd destination(Composition composition, Transport transport, TestHost host) {
        return composition.destination(plan.address()).transport(transport, plan.address()).host(host)
                .listener(recorder.listener(Side.DESTINATION, phase -> {
                    if (plan.touchesAll() && phase == MigrationPhase.PUSH) {
                        host.touchAll();
                    }
                })).listen();
    }

    private SourceEnd source(SourceEndBuilder composed) {
        SourceEnd source = composed.listener(recorder.listener(Side.SOURCE, phase -> {
            if (phase == plan.cancelIn()) {
                sourceEnd.join().cancel();
            }
        })).build();
        sourceEnd.complete(source);
        return source;
    }

    private MigrationResult migrate(SourceEnd source, DestinationEnd destination, GuestProof proof)
            throws InterruptedException {
        CompletableFuture<Arrival> arrival = new CompletableFuture<>();
        try (EndThread receiving = new EndThread(Side.DESTINATION,
                () -> arrival.complete(destination.receive()));
                EndThread migrating = new EndThread(Side.SOURCE, source::migrate)) {
            awaitBoth(migrating, receiving);
            GuestFate fate = fate(migrating.failure());
            awaitRecording(arrival);
            return result(source.report(), fate, migrating.failure().or(receiving::failure),
                    proof.complaint(fate, receiving.failure()));
        }
    }

    private void awaitBoth(EndThread migrating, EndThread receiving) throws InterruptedException {
        if (migrating.awaitEnd(plan.limit())) {
            receiving.awaitEnd(migrating.failure().isEmpty() ? plan.limit() : GRACE);
        } else {
            recorder.add(new LimitReached(plan.limit()));
            migrating.end();
        }
        receiving.end();
    }

    /** The proof would be taken for touches of the guest's, and a recording is to be kept when the run is over. */
    private void awaitRecording(CompletableFuture<Arrival> arrival) throws InterruptedException {
        if (arrival.isDone()) {
            try {
                arrival.join().recording().toCompletableFuture().get(plan.limit().toNanos(),
                        TimeUnit.NANOSECONDS);
            } catch (ExecutionException | TimeoutException late) {
                recorder.add(new LimitReached(plan.limit()));
            }
        }
    }

    private MigrationResult result(MigrationReport report, GuestFate fate, Optional<Throwable> failure,
            Optional<String> complaint) {
        Boolean verified = fate == GuestFate.RUNS_AT_DESTINATION ? complaint.isEmpty() : null;
        return new MigrationResult(plan.workload().seed(), report.withVerified(verified), fate, failure,
                complaint, recorder.events());
    }

    /** Where the source says that the guest is. */
    private static GuestFate fate(Optional<Throwable> failure) {
        return switch (failure.orElse(null)) {
            case null -> GuestFate.RUNS_AT_DESTINATION;
            case CancellationException _ -> GuestFate.RUNS_AT_SOURCE;
            case MigrationFailedException failed -> failed.guestFate();
            case Throwable broken -> throw new IllegalStateException("the engine threw what it should not",
                    broken);
        };
    }
}
