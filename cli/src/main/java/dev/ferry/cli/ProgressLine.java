package dev.ferry.cli;

import dev.ferry.api.Quantities;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.event.Progress;
import dev.ferry.api.strategy.Round;
import java.util.Locale;

/** Says in one line how far a migration is. */
final class ProgressLine {

    private ProgressLine() {}

    /** What begins. */
    static String of(MigrationPhase phase) {
        return switch (phase) {
            case RESERVATION -> "the two ends come to terms";
            case ROUNDS -> "memory is copied while the guest runs at the source";
            case SWITCHOVER -> "the guest is paused and handed over";
            case PUSH -> "the guest runs at the destination";
            case PAUSED -> "the link is lost; a guest that runs waits only where it touches a missing page";
            case COMPLETED -> "the source is not needed any more";
            case CANCELLED -> "cancelled";
            case FAILED -> "failed";
        };
    }

    /** What a round came to. */
    static String of(Round round) {
        return String.format(Locale.ROOT, "round %d: %,d pages in %s, at %s; %,d pages dirty at its end",
                round.number(), round.pages(), Quantities.formatNanos(round.nanos()),
                Rates.perSecond(round.bytesPerSecond()), round.dirtyPages());
    }

    /** Whether there is something to say: pages are on their way. */
    static boolean tells(Progress progress) {
        return progress.pagesLeft() > 0
                && (progress.phase() == MigrationPhase.ROUNDS || progress.phase() == MigrationPhase.PUSH);
    }

    /** Rate, dirty rate, time left, and what the guest's balloon holds. */
    static String of(Progress progress, int pageSizeBytes) {
        String dirtied = dirtyPagesPerSecond(progress) > 0
                ? ", dirtied " + Rates.perSecond(dirtyPagesPerSecond(progress) * pageSizeBytes)
                : "";
        String balloon = progress.balloonPages() > 0
                ? ", balloon " + Quantities.formatBytes(progress.balloonPages() * pageSizeBytes)
                : "";
        return String.format(Locale.ROOT, "%s: %,d pages left, %s%s, %s%s", title(progress),
                progress.pagesLeft(), Rates.perSecond(progress.bytesPerSecond()), dirtied,
                timeLeft(progress, pageSizeBytes), balloon);
    }

    /** What goes on, in a word or two. */
    static String title(Progress progress) {
        return progress.phase() == MigrationPhase.ROUNDS
                ? "round " + progress.round()
                : progress.phase().name().toLowerCase(Locale.ROOT);
    }

    /** As if it went on as of late: what is dirtied has to be sent again. */
    private static String timeLeft(Progress progress, int pageSizeBytes) {
        double pagesPerSecond = progress.bytesPerSecond() / pageSizeBytes - dirtyPagesPerSecond(progress);
        return pagesPerSecond <= 0
                ? "no end in sight"
                : String.format(Locale.ROOT, "about %.1f s left", progress.pagesLeft() / pagesPerSecond);
    }

    private static double dirtyPagesPerSecond(Progress progress) {
        return progress.phase() == MigrationPhase.ROUNDS ? progress.dirtyPagesPerSecond() : 0;
    }
}
