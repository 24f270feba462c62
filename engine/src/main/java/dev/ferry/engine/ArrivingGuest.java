package dev.ferry.engine;

import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.guest.Reservation;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.SwapFaults;
import dev.ferry.engine.order.TouchRecorder;
import dev.ferry.engine.report.FaultFigures;
import dev.ferry.engine.wire.MessageWriter;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A guest at the destination while it arrives: where it is to live, its pages, and the thread that sees its faults,
 * which outlives the link.
 */
final class ArrivingGuest {

    private static final Logger LOG = LoggerFactory.getLogger(ArrivingGuest.class);

    private final Reservation reservation;
    private final FaultClock clock = new FaultClock();
    private final ArrivingPages pages;
    private final FaultReporter faults;
    private final @Nullable TouchRecorder recorder;
    private final Runnable onNothingOwed;
    private final Consumer<Throwable> onFailure;
    private final CountDownLatch started = new CountDownLatch(1);
    private @Nullable Thread faultThread;
    private volatile boolean watched;
    private volatile @Nullable FaultFigures figures;

    /**
     * @param references whether pages may come as references to its swap device
     * @param recorder of what the guest touches, where that is wanted
     * @param onNothingOwed told once the last owed page is in place, on the fault thread
     * @param onFailure told where the fault thread fails, on that thread
     */
    ArrivingGuest(Reservation reservation, boolean references, MigrationListener listener,
            @Nullable TouchRecorder recorder,
            Runnable onNothingOwed,
            Consumer<Throwable> onFailure) {
        this.reservation = reservation;
        this.pages = new ArrivingPages(reservation.trap(), references, clock);
        this.recorder = recorder;
        this.faults = new FaultReporter(pages, clock, listener,
                recorder == null ? page -> {} : recorder::touched);
        this.onNothingOwed = onNothingOwed;
        this.onFailure = onFailure;
    }

    Reservation reservation() {
        return reservation;
    }

    GuestControl control() {
        return reservation.control();
    }

    ArrivingPages pages() {
        return pages;
    }

    /** Lets it run. Faults are seen from before its first step. */
    void start() {
        pages.startGuest();
        watchFaults();
        control().resume();
        if (recorder != null) {
            recorder.begin();
        }
    }

    /** It is known that it runs: the fault thread may tell of the end from here on. */
    void hasStarted() {
        started.countDown();
    }

    /** Asks over this link for what it touches, and again for what it waits for. */
    void askOver(MessageWriter urgent) {
        faults.askOver(urgent);
        watchFaults();
    }

    /** The link was lost, and its threads have ended: what was under way is owed again. Returns all that is missing. */
    PageBitmap oweAgain() {
        return pages.oweAgain();
    }

    private void watchFaults() {
        if (!watched && pages.missing() > 0) {
            watched = true;
            faultThread = Thread.ofPlatform().daemon().name("ferry-destination-fault")
                    .start(this::serveFaults);
        }
    }

    private void serveFaults() {
        try {
            faults.run();
            started.await();
            if (pages.missing() == 0) {
                onNothingOwed.run();
            }
        } catch (InterruptedException | RuntimeException | Error broken) {
            watched = false;
            onFailure.accept(broken);
        }
    }

    /** Nothing is owed: what is missing now is zero, and reads so without the trap. What was seen of faults. */
    synchronized FaultFigures conclude() {
        FaultFigures known = figures;
        if (known == null) {
            OptionalLong minorFaults = OptionalLong.empty();
            Optional<SwapFaults> swapFaults = Optional.empty();
            try {
                minorFaults = pages.trap().minorFaults();
                swapFaults = pages.trap().swapFaults();
                pages.trap().close();
            } catch (RuntimeException broken) {
                // A trap that cannot be ended costs its resources, not a guest that has arrived.
                LOG.error("the fault trap of a guest that has arrived could not be closed", broken);
            }
            known = clock.figures(minorFaults, swapFaults);
            figures = known;
        }
        return known;
    }

    /** Sees no more faults. */
    void endFaults() {
        pages.trap().stopFaults();
        if (faultThread != null) {
            Threads.join(faultThread);
        }
    }

    /** Gives it back with its memory, once nothing is installed any more. */
    void giveBack() {
        hasStarted();
        endFaults();
        if (recorder != null) {
            recorder.abandon();
        }
        reservation.close();
    }
}
