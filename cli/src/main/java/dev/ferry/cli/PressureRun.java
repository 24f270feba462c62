package dev.ferry.cli;

import dev.ferry.api.FerryException;
import dev.ferry.api.swap.SwapStore;
import dev.ferry.cli.PressureResult.Move;
import dev.ferry.engine.Arrival;
import dev.ferry.engine.DestinationEnd;
import dev.ferry.engine.SourceEnd;
import dev.ferry.engine.compose.Composition;
import dev.ferry.engine.compose.LayeredSettings;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.paging.Paging;
import dev.ferry.paging.workingset.GuestWorkingSet;
import dev.ferry.paging.workingset.PressureWatch;
import dev.ferry.paging.workingset.Repeated;
import dev.ferry.paging.workingset.WorkingSetSettings;
import dev.ferry.paging.workingset.WorkingSetWatch;
import dev.ferry.testkit.migration.PagedPlatform;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/**
 * A scenario with one strategy: the loads of guests come one after the other, until their working sets are more than the
 * host has and one is moved to another host, within this process. Used once.
 */
final class PressureRun {

    static final int SAMPLES_PER_SECOND = 4;

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration MOVE_END_PATIENCE = Duration.ofSeconds(5);
    private static final String ADDRESS = "127.0.0.1:0";

    private final PressurePlan plan;
    private final String strategy;
    private final LayeredSettings settings;
    private final SwapWatch swapWatch;
    private final WorkingSetWatch workingSets;
    private final List<PressureGuest> guests = new ArrayList<>();
    private final List<CompletableFuture<Move>> moves = new CopyOnWriteArrayList<>();
    private final List<SourceEnd> migrations = new CopyOnWriteArrayList<>();
    private final List<PressureSample> samples = new ArrayList<>();
    private long startNanos;
    private volatile boolean stopped;

    /** A run that is not started; {@code out} is told how guests get on with their swap devices. */
    PressureRun(PressurePlan plan, String strategy, PrintWriter out) {
        this.plan = plan;
        this.strategy = strategy;
        this.settings = plan.settings(strategy);
        this.swapWatch = new SwapWatch(out);
        this.workingSets = new WorkingSetWatch(WorkingSetSettings.of(settings), plan.hostBytes(),
                InstantSource.system());
    }

    /**
     * Runs it; nothing is left when it returns.
     *
     * @throws CancellationException where it was stopped
     */
    PressureResult run() {
        Composition composition = Composition.of(settings);
        try (SwapStore here = composition.swapStore().orElseThrow();
                SwapStore there = composition.swapStore().orElseThrow()) {
            return runOn(here, there);
        } catch (FerryException | GuestLostException failed) {
            return new PressureResult(strategy, samples, List.of(), failed.getMessage(), ExitCode.of(failed));
        }
    }

    /** Ends it early; any thread. */
    void stop() {
        stopped = true;
    }

    private PressureResult runOn(SwapStore here, SwapStore there) {
        try {
            PagedPlatform source = paged(here, plan.leastBytes());
            PagedPlatform destination = paged(there, plan.hostBytes());
            plan.guests().forEach(guest -> guests.add(new PressureGuest(guest, source, destination)));
            watch();
        } catch (RuntimeException | Error ended) {
            endMoves();
            guests.forEach(PressureGuest::close);
            throw ended;
        }
        // Where a guest is lost now, whoever compares it waits in its memory, which stays as long as the process.
        PressureResult result = swapWatch.attend(this::result);
        guests.forEach(PressureGuest::close);
        return result;
    }

    /** Guests and stores must stay until nobody moves them. */
    private void endMoves() {
        migrations.stream().filter(migration -> !migration.cancel()).forEach(SourceEnd::giveUp);
        try {
            CompletableFuture.allOf(moves.toArray(CompletableFuture[]::new))
                    .get(MOVE_END_PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            // There is something worse to tell.
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    private PagedPlatform paged(SwapStore store, long reservationBytes) {
        return new PagedPlatform(plan.kind(),
                new Paging(store, reservationBytes, settings.get(Hosts.SWAP_PATIENCE), swapWatch));
    }

    private void watch() {
        PressureWatch pressure = new PressureWatch(plan.pressure(), workingSets::workingSets, this::move,
                PAUSE_AFTER_FAILURE, InstantSource.system());
        startNanos = System.nanoTime();
        try (Repeated _ = Repeated.every("ferry-working-sets", workingSets.stepInterval(), workingSets::step);
                Repeated _ = Repeated.every("ferry-pressure", workingSets.stepInterval(), pressure::step)) {
            sample();
        }
    }

    /** Looks at the guests until the scenario is over and nobody is being moved. */
    private void sample() {
        int working = 0;
        long[] steps = steps();
        long nanos = 0;
        while (nanos < plan.duration().toNanos() || moves.stream().anyMatch(move -> !move.isDone())) {
            while (working < guests.size() && nanos >= plan.loadOf(working).toNanos()) {
                begin(guests.get(working++));
            }
            awaitNext(samples.size() + 1);
            long[] newSteps = steps();
            long newNanos = elapsedNanos();
            samples.add(sample(newNanos, steps, newSteps, newNanos - nanos));
            steps = newSteps;
            nanos = newNanos;
        }
    }

    private void begin(PressureGuest guest) {
        workingSets.add(guest.watched());
        guest.work();
    }

    private void awaitNext(int sample) {
        long dueNanos = TimeUnit.SECONDS.toNanos(1) * sample / SAMPLES_PER_SECOND;
        try {
            TimeUnit.NANOSECONDS.sleep(dueNanos - elapsedNanos());
        } catch (InterruptedException asked) {
            stopped = true;
        }
        if (stopped) {
            throw new CancellationException("stopped");
        }
        swapWatch.requireNobodyLost();
    }

    private long[] steps() {
        return guests.stream().mapToLong(PressureGuest::steps).toArray();
    }

    private PressureSample sample(long nanos, long[] before, long[] now, long spanNanos) {
        return new PressureSample(nanos,
                IntStream.range(0, now.length)
                        .mapToObj(guest -> (now[guest] - before[guest]) * 1e9 / spanNanos)
                        .toList(),
                workingSets.workingSets().stream().mapToLong(GuestWorkingSet::bytes).sum());
    }

    private long elapsedNanos() {
        return System.nanoTime() - startNanos;
    }

    private CompletableFuture<Move> move(GuestWorkingSet chosen) {
        long triggerNanos = elapsedNanos();
        CompletableFuture<Move> move = CompletableFuture.supplyAsync(
                () -> move(chosen.guestId(), triggerNanos),
                work -> Thread.ofPlatform().daemon().name("ferry-pressure-move").start(work));
        moves.add(move);
        return move;
    }

    private Move move(String guestId, long triggerNanos) {
        int index = IntStream.range(0, guests.size()).filter(guest -> guests.get(guest).id().equals(guestId))
                .findFirst().orElseThrow();
        PressureGuest guest = guests.get(index);
        Composition composition = Composition.of(settings);
        try (DestinationEnd destination = composition.destination(ADDRESS).host(guest).listen()) {
            CompletableFuture<Arrival> arrival = CompletableFuture.supplyAsync(destination::receive,
                    work -> Thread.ofPlatform().daemon().name("ferry-pressure-destination").start(work));
            long migrationNanos = System.nanoTime();
            SourceEnd migration = composition.source(destination.address())
                    .guest(guestId, guest.atSource().memory(), guest.atSource().control()).build();
            migrations.add(migration);
            MigrationReport report = migration.migrate();
            workingSets.remove(guestId);
            guest.leave();
            MigrationReport evicted = report.withEvictionTime(System.nanoTime() - migrationNanos);
            long endNanos = elapsedNanos();
            arrival.join();
            return new Move(index, triggerNanos, endNanos, evicted);
        }
    }

    private PressureResult result() {
        Optional<Throwable> failure = moves.stream().filter(CompletableFuture::isCompletedExceptionally)
                .findFirst().map(CompletableFuture::exceptionNow);
        List<Move> done = moves.stream().filter(move -> !move.isCompletedExceptionally())
                .map(CompletableFuture::join).toList();
        if (done.isEmpty() && failure.isPresent()) {
            return new PressureResult(strategy, samples, done, String.valueOf(failure.get().getMessage()),
                    ExitCode.of(failure.get()));
        }
        Optional<String> wrong = guests.stream().flatMap(guest -> guest.prove().stream()).findFirst();
        return new PressureResult(strategy, samples, done, wrong.orElse(null),
                wrong.isEmpty() ? ExitCode.OK : ExitCode.WRONG);
    }
}
