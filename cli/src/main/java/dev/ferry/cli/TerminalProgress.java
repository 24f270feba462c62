package dev.ferry.cli;

import java.io.PrintWriter;
import dev.ferry.api.event.Progress;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressState;
import org.jspecify.annotations.Nullable;

/** One line that is updated in place: a bar that fills up once per round or push, and the figures beside it. */
final class TerminalProgress implements ProgressDisplay {

    private static final int PERIOD_MILLIS = 200;
    private static final int BAR_WIDTH = 8;

    private final PrintWriter out;
    private final int pageSizeBytes;
    private @Nullable ProgressBar bar;
    private String title = "";

    TerminalProgress(PrintWriter out, int pageSizeBytes) {
        this.out = out;
        this.pageSizeBytes = pageSizeBytes;
    }

    @Override
    public synchronized void onProgress(Progress progress) {
        if (!ProgressLine.tells(progress)) {
            return;
        }
        if (bar == null) {
            bar = new ProgressBarBuilder().setRenderer(TerminalProgress::render)
                    .setUpdateIntervalMillis(PERIOD_MILLIS).build();
        }
        if (!title.equals(ProgressLine.title(progress))) {
            title = ProgressLine.title(progress);
            bar.maxHint(progress.pagesLeft());
        }
        bar.maxHint(Math.max(bar.getMax(), progress.pagesLeft()));
        bar.stepTo(bar.getMax() - progress.pagesLeft());
        bar.setExtraMessage(ProgressLine.of(progress, pageSizeBytes));
    }

    @Override
    public synchronized void onDecision(String decision) {
        close();
        out.println(decision);
    }

    /** The line, no longer than the terminal is wide. */
    private static String render(ProgressState state, int width) {
        int full = (int) (BAR_WIDTH * state.getNormalizedProgress());
        String line = "[" + "#".repeat(full) + " ".repeat(BAR_WIDTH - full) + "] " + state.getExtraMessage();
        return line.substring(0, Math.min(line.length(), width));
    }

    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
