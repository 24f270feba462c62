package dev.ferry.cli;

import dev.ferry.api.FerryException;
import dev.ferry.api.event.GuestFate;
import dev.ferry.api.transport.Transport;
import dev.ferry.cli.ChaosOutcome.End;
import dev.ferry.cli.ChaosPlan.Detour;
import dev.ferry.cli.ChaosPlan.Way;
import dev.ferry.engine.MigrationFailedException;
import dev.ferry.engine.SourceEndBuilder;
import dev.ferry.engine.compose.Composition;
import dev.ferry.engine.compose.FerryModule;
import dev.ferry.engine.compose.LayeredSettings;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.testkit.transport.FaultyTransport;
import dev.ferry.workload.GuestPlatform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** One migration under a plan, from a new guest to the proof that it is whole where it should be. Used once. */
final class ChaosRun {

    /** Longer than the slowest plan takes, and than what an end waits for another link. */
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long ENOUGH_STEPS = 1;

    private final ChaosPlan plan;
    private final RunWatch watch = new RunWatch();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final List<String> wrong = new ArrayList<>();

    ChaosRun(ChaosPlan plan) {
        this.plan = plan;
    }

    /**
     * Fails as {@link #run} would report where both ends cannot be composed at all, or the destination cannot listen;
     * starts nothing.
     */
    void check() {
        LayeredSettings settings = settings(plan.settings());
        String address = plan.way().address();
        Composition.of(settings).destination(address).transport(transport(settings, plan.way()), address)
                .host(plan.guest().platform()).listen().close();
    }

    /** The faults that struck, in order. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    /** Runs it; nothing is left when it returns. An interrupt ends it early. */
    ChaosOutcome run() throws InterruptedException {
        LayeredSettings settings = settings(plan.settings());
        Composition composition = Composition.of(settings);
        BreakableTransport transport = new BreakableTransport(transport(settings, plan.way()));
        try (GuestPlatform.Source guest = plan.guest().on(plan.host()).start();
                GuestBalloon _ = plan.inflate(guest, composition);
                ChaosDestination destination = new ChaosDestination(composition, transport, plan, watch);
                ChaosSource source = source(
                        composition.source(destination.address()).transport(transport, destination.address()),
                        guest, destination, transport)) {
            ChaosOutcome outcome = outcome(source, destination, guest);
            wrong.addAll(0, watch.wrong());
            return wrong.isEmpty() ? outcome : new ChaosOutcome(outcome.end(), outcome.recoveries(), wrong);
        } catch (RuntimeException | Error unexpected) {
            return ChaosOutcome.otherwise("unexpected " + unexpected);
        }
    }

    private LayeredSettings settings(Map<String, String> byKey) {
        return CommonOptions.read(byKey);
    }

    private Transport transport(LayeredSettings settings, Way way) {
        return new FaultyTransport(settings.create(Transport.Provider.class, FerryModule.TRANSPORT),
                way.faults(), faults::add);
    }

    private ChaosSource source(SourceEndBuilder builder, GuestPlatform.Source guest,
            ChaosDestination destination, BreakableTransport transport) {
        ChaosSource source = new ChaosSource(builder.guest(plan.guest().guestId(), guest.memory(),
                watch.source(guest.control())), plan.seed());
        if (plan.cut() != null) {
            destination.at(plan.cut(), () -> {
                faults.add("the latest link: cut " + plan.cut());
                transport.breakLink();
            });
        }
        if (plan.cancel() != null) {
            source.cancelAt(plan.cancel());
        }
        if (plan.detour() != null) {
            take(plan.detour(), source, destination);
        }
        return source;
    }

    private void take(Detour detour, ChaosSource source, ChaosDestination destination) {
        Map<String, String> settings = new HashMap<>(plan.settings());
        settings.put(FerryModule.TRANSPORT.key(), detour.way().transport());
        Transport other = transport(settings(settings), detour.way());
        String address = destination.alsoListen(other, detour.way().address());
        source.at(detour.moment(), end -> end.resumeOver(other, address));
    }

    private ChaosOutcome outcome(ChaosSource source, ChaosDestination destination, GuestPlatform.Source guest)
            throws InterruptedException {
        try {
            MigrationReport report = source.migrate(LIMIT);
            requireArrived(destination, guest);
            require(!source.cancelled().orElse(false),
                    "the guest went although a cancel was said to be in time");
            return new ChaosOutcome(End.COMPLETED, report.recoveries(), List.of());
        } catch (TimeoutException late) {
            return ChaosOutcome.otherwise("the source did not end within " + LIMIT.toSeconds() + " s");
        } catch (ExecutionException failed) {
            End end = endOf(failed.getCause(), source);
            if (end != End.OTHERWISE) {
                requireStayed(destination, guest);
            }
            return new ChaosOutcome(end, 0, List.of());
        }
    }

    private void require(boolean right, String otherwise) {
        if (!right) {
            wrong.add(otherwise);
        }
    }

    private End endOf(Throwable failure, ChaosSource source) {
        switch (failure) {
            case CancellationException cancelled -> {
                require(source.cancelled().orElse(false),
                        "cancelled, and nobody had asked in time: " + cancelled);
                return End.CANCELLED;
            }
            case MigrationFailedException failed when failed.guestFate() == GuestFate.RUNS_AT_SOURCE -> {
                return End.FAILED_CLEANLY;
            }
            case MigrationFailedException failed -> require(false,
                    "the source says " + failed.guestFate() + ": " + failed.getMessage());
            default -> require(false, "the source threw " + failure);
        }
        return End.OTHERWISE;
    }

    private void requireArrived(ChaosDestination destination, GuestPlatform.Source atSource)
            throws InterruptedException {
        try {
            GuestPlatform.Destination arrived = destination.await(LIMIT);
            long stepsAtSource = Work.stepsOf(atSource.control());
            Verdict verdict = Verdict.on(arrived, ENOUGH_STEPS);
            require(verdict.good(), "at the destination: " + verdict.sentence());
            require(watch.destinationRuns(),
                    "the source completed, but the destination did not resume the guest");
            require(!watch.sourceRuns() && Work.stepsOf(atSource.control()) == stepsAtSource,
                    "the guest runs at the source after it has gone");
        } catch (TimeoutException late) {
            require(false,
                    "the source completed; the destination did not within " + LIMIT.toSeconds() + " s");
        } catch (ExecutionException failed) {
            require(false, "the source completed; the destination threw " + failed.getCause());
        }
    }

    private void requireStayed(ChaosDestination destination, GuestPlatform.Source guest)
            throws InterruptedException {
        require(watch.sourceRuns(), "the guest stayed at the source, and is paused");
        Verdict verdict = Verdict.on(guest, ENOUGH_STEPS);
        require(verdict.good(), "at the source: " + verdict.sentence());
        try {
            destination.awaitInVain(LIMIT);
            require(false, "the guest stayed at the source, and the destination took it in");
        } catch (TimeoutException late) {
            require(false,
                    "the guest stayed; the destination did not end within " + LIMIT.toSeconds() + " s");
        } catch (ExecutionException refused) {
            requireCleanRefusal(refused.getCause());
        }
        require(!watch.destinationReserved(),
                "the guest stayed at the source, and the destination keeps something");
    }

    private void requireCleanRefusal(Throwable refused) {
        boolean clean = refused instanceof MigrationFailedException failed
                ? failed.guestFate() == GuestFate.RUNS_AT_SOURCE
                : refused instanceof FerryException;
        require(clean, "the guest stayed at the source, and the destination threw " + refused);
    }
}
