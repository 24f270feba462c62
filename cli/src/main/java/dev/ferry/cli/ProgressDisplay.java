package dev.ferry.cli;

import dev.ferry.api.event.MigrationListener;
import java.io.Console;
import java.io.PrintWriter;

/** Shows how far a migration is: in place on a terminal, else in a line now and then. */
interface ProgressDisplay extends MigrationListener, AutoCloseable {

    /** The one that suits where the output goes; the caller closes it. */
    static ProgressDisplay on(PrintWriter out, int pageSizeBytes) {
        Console console = System.console();
        return console != null && console.isTerminal()
                ? new TerminalProgress(out, pageSizeBytes)
                : new PlainProgress(out, pageSizeBytes);
    }

    /** Ends the display; what follows begins on a line of its own. */
    @Override
    default void close() {}
}
