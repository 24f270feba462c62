package dev.ferry.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Until it is closed the engine logs errors only: where links are broken on purpose, its warnings are no news. */
final class QuietEngine implements AutoCloseable {

    private static final String FERRY = "dev.ferry";

    private final @Nullable Logger logger;
    private final @Nullable Level before;

    QuietEngine() {
        logger = LoggerFactory.getLogger(FERRY) instanceof Logger logback ? logback : null;
        before = logger == null ? null : logger.getLevel();
        set(Level.ERROR);
    }

    private void set(@Nullable Level level) {
        if (logger != null) {
            logger.setLevel(level);
        }
    }

    @Override
    public void close() {
        set(before);
    }
}
