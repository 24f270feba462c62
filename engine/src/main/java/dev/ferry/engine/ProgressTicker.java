package dev.ferry.engine;

import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.event.Progress;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Tells a listener some times a second how far things are, on a thread of its own. */
final class ProgressTicker implements AutoCloseable {

    private static final long PERIOD_MILLIS = 200;

    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("ferry-progress").factory());

    ProgressTicker(MigrationListener listener, Supplier<Progress> progress) {
        if (listener != MigrationListener.NONE) {
            executor.scheduleAtFixedRate(() -> listener.onProgress(progress.get()), PERIOD_MILLIS,
                    PERIOD_MILLIS,
                    TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
