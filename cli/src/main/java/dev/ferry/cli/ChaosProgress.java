package dev.ferry.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Says how far chaos is: in place on a terminal, else in a line now and then. Called by one thread at a time. */
final class ChaosProgress {

    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final PrintWriter out;
    private final int seeds;
    private final boolean everySeed;
    private final boolean inPlace;
    private long printedNanos = System.nanoTime();
    private int done;
    private int violations;

    /** {@code everySeed} has a line for each seed, with its plan. */
    ChaosProgress(PrintWriter out, int seeds, boolean everySeed) {
        this.out = out;
        this.seeds = seeds;
        this.everySeed = everySeed;
        Console console = System.console();
        this.inPlace = !everySeed && console != null && console.isTerminal();
    }

    /** A seed is over. */
    void over(ChaosPlan plan, ChaosOutcome outcome, List<String> faults) {
        done++;
        violations += outcome.isViolation() ? 1 : 0;
        if (everySeed) {
            out.println("seed " + plan.seed() + ": " + plan + "; struck: " + String.join(" | ", faults) + "; "
                    + sentence(outcome));
        } else if (inPlace) {
            out.print("\r" + line());
            out.flush();
        } else if (System.nanoTime() - printedNanos >= PERIOD_NANOS) {
            printedNanos = System.nanoTime();
            out.println("  " + line());
        }
    }

    private static String sentence(ChaosOutcome outcome) {
        return outcome.isViolation()
                ? "VIOLATION: " + String.join("; ", outcome.wrong())
                : outcome.end().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                        + (outcome.recoveries() > 0 ? ", " + outcome.recoveries() + " recoveries" : "");
    }

    private String line() {
        return done + " of " + seeds + " seeds, " + violations + " violations";
    }

    /** What follows begins on a line of its own. */
    void end() {
        if (inPlace) {
            out.println();
        }
    }
}
