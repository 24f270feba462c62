package dev.ferry.cli;

import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.event.Progress;
import dev.ferry.api.strategy.Round;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;

/** A line for each phase and round, and one each second while they last. */
final class PlainProgress implements ProgressDisplay {

    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final PrintWriter out;
    private final int pageSizeBytes;
    private long printedNanos = System.nanoTime() - PERIOD_NANOS;

    PlainProgress(PrintWriter out, int pageSizeBytes) {
        this.out = out;
        this.pageSizeBytes = pageSizeBytes;
    }

    @Override
    public void onPhase(MigrationPhase phase) {
        out.println("  " + ProgressLine.of(phase));
    }

    @Override
    public void onRound(Round round) {
        out.println("  " + ProgressLine.of(round));
    }

    @Override
    public void onDecision(String decision) {
        out.println("  " + decision);
    }

    @Override
    public void onProgress(Progress progress) {
        if (ProgressLine.tells(progress) && System.nanoTime() - printedNanos >= PERIOD_NANOS) {
            printedNanos = System.nanoTime();
            out.println("  " + ProgressLine.of(progress, pageSizeBytes));
        }
    }
}
