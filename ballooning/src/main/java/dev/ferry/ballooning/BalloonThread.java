package dev.ferry.ballooning;

import dev.ferry.api.memory.BalloonController;
import dev.ferry.api.memory.BalloonFigures;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Does the steps of a {@link SelfBallooning} as time passes, on a daemon thread of its own. */
final class BalloonThread implements BalloonController.Charge {

    private final SelfBallooning ballooning;
    private final InstantSource clock;
    private final Thread thread;

    private BalloonThread(String guestId, SelfBallooning ballooning, InstantSource clock) {
        this.ballooning = ballooning;
        this.clock = clock;
        this.thread = Thread.ofPlatform().daemon().name("ferry-balloon-" + guestId).unstarted(this::run);
    }

    static BalloonThread start(String guestId, SelfBallooning ballooning, InstantSource clock) {
        BalloonThread started = new BalloonThread(guestId, ballooning, clock);
        started.thread.start();
        return started;
    }

    private void run() {
        ballooning.step();
        // Nothing that waits may come between the look and the park: it would take the wake-up of close for its own.
        while (!ballooning.hasEnded()) {
            LockSupport.parkNanos(this, nanosToNextStep());
            ballooning.step();
        }
    }

    private long nanosToNextStep() {
        return TimeUnit.NANOSECONDS
                .convert(Duration.between(clock.instant(), ballooning.nextStep()));
    }

    @Override
    public BalloonFigures figures() {
        return ballooning.figures();
    }

    /** Waits for the thread, even where it is interrupted itself: the guest may be gone after this. */
    @Override
    public void close() {
        ballooning.end();
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
