package dev.ferry.simulator.trace;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A trace in a file that was found to be whole: which pages a guest wrote, and where that could be seen which it read, in
 * each interval of a recording. However long it is, no more than an interval of it is in memory at a time.
 *
 * @param file where it is; not to be changed while it is read
 * @param header what holds for all of it
 * @param intervals how many it has
 * @param elapsedNanos how long they took together
 * @param touches the pages touched in each interval, all intervals together
 */
public record AccessTrace(Path file, TraceHeader header, long intervals, long elapsedNanos, long touches) {

    /**
     * Reads a whole file once.
     *
     * @throws IOException where it cannot be read, or is no trace, naming the field, its offset and what is allowed
     */
    public static AccessTrace open(Path file) throws IOException {
        try (TraceReader reader = opened(file)) {
            long intervals = 0;
            long elapsedNanos = 0;
            long touches = 0;
            for (Optional<TraceInterval> next = reader.next(); next.isPresent(); next = reader.next()) {
                intervals++;
                elapsedNanos += next.get().elapsedNanos();
                touches += next.get().touched().size();
            }
            return new AccessTrace(file, reader.header(), intervals, elapsedNanos, touches);
        }
    }

    /** The system itself names the file and nothing else. */
    private static TraceReader opened(Path file) throws IOException {
        try {
            return TraceReader.open(file);
        } catch (NoSuchFileException missing) {
            throw new IOException("there is no such file", missing);
        } catch (AccessDeniedException denied) {
            throw new IOException("it may not be read", denied);
        }
    }

    /**
     * Its intervals from the first one on. The caller closes it.
     *
     * @throws IOException where it cannot be read any more
     */
    public TraceReader read() throws IOException {
        return TraceReader.open(file);
    }
}
