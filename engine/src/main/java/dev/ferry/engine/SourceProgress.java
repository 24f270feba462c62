package dev.ferry.engine;

import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.event.Progress;
import dev.ferry.api.memory.BalloonFigures;
import dev.ferry.engine.handover.SourceState;
import dev.ferry.engine.handover.SourceState.Committing;
import dev.ferry.engine.handover.SourceState.Completed;
import dev.ferry.engine.handover.SourceState.Copying;
import dev.ferry.engine.handover.SourceState.GuestLost;
import dev.ferry.engine.handover.SourceState.GuestStayed;
import dev.ferry.engine.handover.SourceState.InDoubt;
import dev.ferry.engine.handover.SourceState.Paused;
import dev.ferry.engine.handover.SourceState.PushPaused;
import dev.ferry.engine.handover.SourceState.Pushing;
import dev.ferry.engine.handover.SourceState.Reserving;
import dev.ferry.engine.handover.SourceState.Unsettled;
import dev.ferry.engine.report.MigrationReport.RoundFigures;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Says how far the source is; its rate is that since it was asked before. For the ticker's thread. */
final class SourceProgress implements Supplier<Progress> {

    private final SourceMetrics metrics;
    private final LinkSession session;
    private final Supplier<MigrationPhase> phase;
    private final Supplier<@Nullable BalloonFigures> balloon;
    private long lastBytes;
    private long lastNanos;

    SourceProgress(SourceMetrics metrics, LinkSession session, Supplier<MigrationPhase> phase,
            Supplier<@Nullable BalloonFigures> balloon) {
        this.metrics = metrics;
        this.session = session;
        this.phase = phase;
        this.balloon = balloon;
    }

    @Override
    public Progress get() {
        long bytes = metrics.bytes();
        long nanos = metrics.elapsedNanos();
        double bytesPerSecond = (bytes - lastBytes) * 1e9 / Math.max(1, nanos - lastNanos);
        lastBytes = bytes;
        lastNanos = nanos;
        BalloonFigures seen = balloon.get();
        return new Progress(phase.get(), session.rounds().number(), session.pagesLeft(), metrics.pages(),
                bytes, nanos,
                bytesPerSecond, dirtyPagesPerSecond(), seen == null ? 0 : seen.sizePages());
    }

    private double dirtyPagesPerSecond() {
        List<RoundFigures> rounds = metrics.rounds();
        return rounds.isEmpty()
                ? 0
                : rounds.getLast().dirtyPages() * 1e9 / Math.max(1, rounds.getLast().nanos());
    }

    /** The outcome of a report, for a state. */
    static String outcome(SourceState state) {
        return switch (state) {
            case Reserving _,Copying _,Paused _,Committing _,Pushing _,InDoubt _,PushPaused _ -> "running";
            case Completed _ -> "completed";
            case GuestStayed(boolean cancelled, _) -> cancelled ? "cancelled" : "failed";
            case Unsettled _ -> "in-doubt";
            case GuestLost _ -> "lost";
        };
    }
}
