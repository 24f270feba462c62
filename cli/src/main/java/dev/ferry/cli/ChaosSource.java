package dev.ferry.cli;

import dev.ferry.cli.ChaosPlan.Moment;
import dev.ferry.engine.SourceEnd;
import dev.ferry.engine.SourceEndBuilder;
import dev.ferry.engine.report.MigrationReport;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The source's end of one migration under chaos, on a thread of its own. */
final class ChaosSource implements AutoCloseable {

    private final ChaosMoments moments = new ChaosMoments();
    private final SourceEnd end;
    private final FutureTask<MigrationReport> migration;
    private final Thread migrating;
    private volatile @Nullable CompletableFuture<Boolean> cancelled;

    /** Not started. {@code source} is complete but for its listener. */
    ChaosSource(SourceEndBuilder source, long seed) {
        this.end = source.listener(moments).build();
        this.migration = new FutureTask<>(end::migrate);
        this.migrating = Thread.ofPlatform().daemon().name("ferry-chaos-source-" + seed).unstarted(migration);
    }

    /** Before the start: plans something. */
    void at(Moment moment, Consumer<SourceEnd> action) {
        moments.at(moment, () -> action.accept(end));
    }

    /** Before the start: plans to cancel. */
    void cancelAt(Moment moment) {
        at(moment, source -> {
            CompletableFuture<Boolean> answer = new CompletableFuture<>();
            cancelled = answer;
            answer.complete(source.cancel());
        });
    }

    /** What the cancelling came to: whether the guest stays; empty where nobody has asked yet. */
    Optional<Boolean> cancelled() {
        return Optional.ofNullable(cancelled).map(CompletableFuture::join);
    }

    /**
     * Migrates and waits.
     *
     * @throws ExecutionException where it failed, with the reason as its cause
     */
    MigrationReport migrate(Duration limit)
            throws ExecutionException, InterruptedException, TimeoutException {
        migrating.start();
        return migration.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Ends it where it has not ended. */
    @Override
    public void close() {
        migrating.interrupt();
    }
}
