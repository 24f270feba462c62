package dev.ferry.cli;

import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.event.Progress;
import dev.ferry.api.guest.GuestHost;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.engine.order.RecordingSettings;
import dev.ferry.workload.GuestPlatform;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a post-copy that only serves demand faults from waiting for pages that its guest never touches: once the guest
 * has been round its working set and no page has come for a while, all its memory is read through the trap, which is
 * what the proof does anyway.
 */
final class LastPages implements GuestHost, MigrationListener {

    private static final Duration QUIET = Duration.ofMillis(500);

    private final GuestPlatform platform;
    private final PrintWriter out;
    private final long quietNanos;
    private volatile GuestPlatform.@Nullable Destination guest;
    private volatile String guestId = "";
    private long presentAtStart;
    private long stepsAtStart;
    private long pagesLeft;
    private long changedNanos;
    private volatile boolean guestRuns;
    private volatile @Nullable Thread reader;
    private volatile @Nullable WorkSample workBeforeReading;

    /** Reads what is left once no page has come for some time, and nothing is recorded any more. */
    LastPages(GuestPlatform platform, PrintWriter out, RecordingSettings recording) {
        this(platform, out, recording.file().isPresent() ? QUIET.plus(recording.window()) : QUIET);
    }

    /** Reads what is left once no page has come for {@code quiet}. */
    LastPages(GuestPlatform platform, PrintWriter out, Duration quiet) {
        this.platform = platform;
        this.out = out;
        this.quietNanos = quiet.toNanos();
    }

    @Override
    public GuestPlatform.Destination reserve(String guestId, MemoryGeometry geometry) {
        GuestPlatform.Destination reserved = platform.reserve(guestId, geometry);
        this.guestId = guestId;
        guest = reserved;
        return reserved;
    }

    /** Who it is; empty where there is none. */
    String guestId() {
        return guestId;
    }

    /** The guest that was reserved for last. */
    GuestPlatform.Destination guest() {
        GuestPlatform.Destination reserved = guest;
        if (reserved == null) {
            throw new IllegalStateException("no guest was reserved for");
        }
        return reserved;
    }

    /** Whether the guest runs here, whole or not. */
    boolean guestRuns() {
        return guestRuns;
    }

    @Override
    public synchronized void onPhase(MigrationPhase phase) {
        if (phase == MigrationPhase.PUSH && !guestRuns) {
            guestRuns = true;
            presentAtStart = guest().trap().present().size();
            stepsAtStart = Work.stepsOf(guest().control());
            changedNanos = System.nanoTime();
        }
    }

    @Override
    public void onDecision(String decision) {
        out.println("  " + decision);
    }

    @Override
    public synchronized void onProgress(Progress progress) {
        if (progress.phase() != MigrationPhase.PUSH || reader != null) {
            return;
        }
        if (progress.pagesLeft() != pagesLeft) {
            pagesLeft = progress.pagesLeft();
            changedNanos = System.nanoTime();
        } else if (pagesLeft > 0 && System.nanoTime() - changedNanos > quietNanos && hasBeenRound()) {
            readAll();
        }
    }

    /** It has done more steps here than pages came: it visits pages again. */
    private boolean hasBeenRound() {
        long steps = Work.stepsOf(guest().control()) - stepsAtStart;
        return steps > guest().trap().present().size() - presentAtStart;
    }

    private void readAll() {
        out.println(String.format(Locale.ROOT,
                "The guest has been round its working set and asks for nothing more; %,d pages are still at the source. "
                        + "The proof now reads them all, as demand faults.",
                pagesLeft));
        workBeforeReading = WorkSample.of(guest().control());
        reader = Thread.ofPlatform().daemon().name("ferry-last-pages").start(this::prove);
    }

    private void prove() {
        try {
            guest().prove();
        } catch (RuntimeException ended) {
            // The guest was ended because its source is gone; the engine says so.
        }
    }

    /** How far the guest was when its memory began to be read, which holds it up; empty where it was not. */
    Optional<WorkSample> workBeforeReading() {
        return Optional.ofNullable(workBeforeReading);
    }

    /** Waits until nothing reads the guest's memory any more. */
    void awaitEnd() {
        Thread started = reader;
        try {
            if (started != null) {
                started.join();
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }
}
