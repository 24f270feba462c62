package dev.ferry.engine.order;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.FirstTouches;
import dev.ferry.api.memory.FirstTouchesFile;
import dev.ferry.api.memory.PageBitmap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the order in which a guest first touches its pages, for as long as {@link RecordingSettings} say: faults as
 * they come, and where there is an access log, pages in place by passes on a thread of its own. Nothing that goes wrong
 * here disturbs the guest or its migration; it is logged. Any thread.
 */
public final class TouchRecorder {

    private static final Logger LOG = LoggerFactory.getLogger(TouchRecorder.class);

    private final String guestId;
    private final RecordingSettings settings;
    private final long pageCount;
    private final Optional<AccessLog> log;
    private final TouchList touches;
    private final CompletableFuture<Optional<FirstTouches>> recorded = new CompletableFuture<>();
    /** Over: what is touched from here on is not kept. */
    private volatile boolean ended;
    private boolean begun;
    private boolean abandoned;

    /** A recorder that has not begun. The log is its alone. */
    public TouchRecorder(String guestId, long pageCount, Optional<AccessLog> log,
            RecordingSettings settings) {
        this.guestId = guestId;
        this.pageCount = pageCount;
        this.log = log;
        this.settings = settings;
        this.touches = new TouchList(pageCount, settings.maxPages());
    }

    /**
     * Records a guest that runs, for a window without a migration, and returns what it touched. Nothing is written;
     * {@link FirstTouchesFile} keeps it.
     *
     * @param log of the guest's memory, this call's alone
     * @throws InterruptedException where the calling thread was interrupted; the recording is dropped
     */
    public static FirstTouches record(String guestId, long pageCount, AccessLog log,
            RecordingSettings settings) throws InterruptedException {
        TouchRecorder recorder = new TouchRecorder(guestId, pageCount, Optional.of(log), settings);
        recorder.watch();
        return recorder.touches.toFirstTouches(guestId, settings.generation());
    }

    /** The guest runs from about now on: begins, once. */
    public synchronized void begin() {
        if (!begun && !abandoned) {
            begun = true;
            Thread.ofPlatform().daemon().name("ferry-touch-recorder").start(this::run);
        }
    }

    /** The guest has touched a page that was missing. */
    public void touched(long page) {
        if (!ended) {
            touches.add(page);
        }
    }

    /** The guest is not here: ends without a result. */
    public synchronized void abandon() {
        abandoned = true;
        notifyAll();
        if (!begun) {
            recorded.complete(Optional.empty());
        }
    }

    /**
     * Completed once the recording has ended and is kept, with what was recorded; empty where there was none, or it
     * could not be kept. Never completed exceptionally.
     */
    public CompletableFuture<Optional<FirstTouches>> recorded() {
        return recorded.copy();
    }

    private void run() {
        Optional<FirstTouches> result = Optional.empty();
        try {
            watch();
            if (!isAbandoned()) {
                result = Optional.of(keep());
            }
        } catch (InterruptedException | IOException | RuntimeException | Error broken) {
            LOG.error("the first touches of guest {} could not be recorded", guestId, broken);
        } finally {
            recorded.complete(result);
        }
    }

    private void watch() throws InterruptedException {
        try {
            log.ifPresent(AccessLog::start);
            watchFor(settings.window().toNanos());
        } catch (IllegalStateException memoryClosed) {
            LOG.info("the recording of guest {} ends early: {}", guestId, memoryClosed.getMessage());
        } finally {
            ended = true;
            log.ifPresent(AccessLog::stop);
        }
    }

    private void watchFor(long windowNanos) throws InterruptedException {
        long startNanos = System.nanoTime();
        long leftNanos = windowNanos;
        while (leftNanos > 0 && !touches.isFull() && !isAbandoned()) {
            pause(Math.min(leftNanos, settings.interval().toNanos()));
            log.ifPresent(this::pass);
            leftNanos = windowNanos - (System.nanoTime() - startNanos);
        }
    }

    private synchronized void pause(long nanos) throws InterruptedException {
        if (!abandoned) {
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(1_000_000, nanos));
        }
    }

    private void pass(AccessLog from) {
        PageBitmap touched = new PageBitmap(pageCount);
        from.collect(touched);
        touches.addAll(touched);
    }

    private synchronized boolean isAbandoned() {
        return abandoned;
    }

    private FirstTouches keep() throws IOException {
        FirstTouches kept = touches.toFirstTouches(guestId, settings.generation());
        Optional<Path> file = settings.file();
        if (file.isPresent()) {
            FirstTouchesFile.write(kept, file.get());
            LOG.info("{} are in {}", kept, file.get());
        }
        return kept;
    }
}
