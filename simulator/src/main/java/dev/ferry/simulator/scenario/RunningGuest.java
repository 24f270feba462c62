package dev.ferry.simulator.scenario;

import dev.ferry.simulator.guest.AccessPattern;
import dev.ferry.simulator.guest.SimulatedGuest;
import dev.ferry.simulator.migration.SwapReads;
import dev.ferry.simulator.trace.TracePattern;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A guest of a scenario, from its start on.
 *
 * @param guest itself
 * @param patterns what it does, some of which keep a file open
 * @param swap who reads pages from its swap device; null where none is cold
 */
public record RunningGuest(SimulatedGuest guest, List<AccessPattern> patterns,
        @Nullable SwapReads swap) implements AutoCloseable {

    /** A copy of the list. */
    public RunningGuest {
        patterns = List.copyOf(patterns);
    }

    /** The same with a swap device. */
    public RunningGuest with(SwapReads device) {
        return new RunningGuest(guest, patterns, device);
    }

    double work() {
        return guest.work();
    }

    @Override
    public void close() {
        close(patterns);
    }

    static void close(List<AccessPattern> patterns) {
        for (AccessPattern pattern : patterns) {
            if (pattern instanceof TracePattern replay) {
                close(replay);
            }
        }
    }

    private static void close(TracePattern replay) {
        try {
            replay.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
