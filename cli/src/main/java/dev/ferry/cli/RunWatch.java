package dev.ferry.cli;

import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.guest.Reservation;
import dev.ferry.api.memory.FaultTrap;
import dev.ferry.testkit.wrap.ForwardingGuestControl;
import java.util.ArrayList;
import java.util.List;

/**
 * Watches the switches of one guest at both ends, and knows nothing of the engine that works them: the guest never runs
 * at both, and never again at the source once it has run at the destination. A side counts as running from before it is
 * resumed until after it is paused, so that what is found wrong is wrong. Any thread.
 */
final class RunWatch {

    private boolean sourceRuns = true;
    private boolean destinationRuns;
    private boolean destinationHasRun;
    private boolean destinationReserved;
    private final List<String> wrong = new ArrayList<>();

    /** The switch at the source, watched; its guest runs. */
    GuestControl source(GuestControl control) {
        return new ForwardingGuestControl(control) {
            @Override
            public void pause() {
                super.pause();
                sourcePaused();
            }

            @Override
            public void resume() {
                sourceResumes();
                super.resume();
            }
        };
    }

    /** The room at the destination, watched, with its switch; its guest does not run yet. */
    Reservation destination(Reservation reservation) {
        GuestControl control = new ForwardingGuestControl(reservation.control()) {
            @Override
            public void pause() {
                super.pause();
                destinationPaused();
            }

            @Override
            public void resume() {
                destinationResumes();
                super.resume();
                destinationHasResumed();
            }
        };
        destinationReserves();
        return new Reservation() {
            @Override
            public FaultTrap trap() {
                return reservation.trap();
            }

            @Override
            public GuestControl control() {
                return control;
            }

            @Override
            public void close() {
                reservation.close();
                destinationCloses();
            }
        };
    }

    private synchronized void sourcePaused() {
        sourceRuns = false;
    }

    private synchronized void sourceResumes() {
        if (destinationRuns) {
            wrong.add("the guest was resumed at the source while it ran at the destination");
        }
        if (destinationHasRun) {
            wrong.add("the guest was resumed at the source after it had run at the destination");
        }
        sourceRuns = true;
    }

    private synchronized void destinationReserves() {
        destinationReserved = true;
    }

    private synchronized void destinationResumes() {
        if (sourceRuns) {
            wrong.add("the guest was resumed at the destination while it ran at the source");
        }
        destinationRuns = true;
    }

    private synchronized void destinationHasResumed() {
        destinationHasRun = true;
    }

    private synchronized void destinationPaused() {
        destinationRuns = false;
    }

    private synchronized void destinationCloses() {
        destinationRuns = false;
        destinationReserved = false;
    }

    /** Whether the guest may run at the source. */
    synchronized boolean sourceRuns() {
        return sourceRuns;
    }

    /** Whether the guest may run at the destination. */
    synchronized boolean destinationRuns() {
        return destinationRuns;
    }

    /** Whether something is kept for the guest at the destination. */
    synchronized boolean destinationReserved() {
        return destinationReserved;
    }

    /** What was wrong so far, in the order in which it happened. */
    synchronized List<String> wrong() {
        return List.copyOf(wrong);
    }
}
