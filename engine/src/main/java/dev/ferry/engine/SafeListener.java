package dev.ferry.engine;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.event.Progress;
import dev.ferry.api.strategy.Round;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what a listener throws away from the migration. */
record SafeListener(MigrationListener listener) implements MigrationListener {

    private static final Logger LOG = LoggerFactory.getLogger(SafeListener.class);

    static MigrationListener around(MigrationListener listener) {
        return listener == MigrationListener.NONE ? listener : new SafeListener(listener);
    }

    @Override
    public void onPhase(MigrationPhase phase) {
        safely(() -> listener.onPhase(phase));
    }

    @Override
    public void onRound(Round round) {
        safely(() -> listener.onRound(round));
    }

    @Override
    public void onDecision(String decision) {
        safely(() -> listener.onDecision(decision));
    }

    @Override
    public void onNetworkFault(long page) {
        safely(() -> listener.onNetworkFault(page));
    }

    /** Called for each run of pages, so it makes no object of the call. */
    @Override
    public void onPagesSent(long first, long end, Delivery delivery) {
        try {
            listener.onPagesSent(first, end, delivery);
        } catch (RuntimeException | Error broken) {
            warn(broken);
        }
    }

    @Override
    public void onProgress(Progress progress) {
        safely(() -> listener.onProgress(progress));
    }

    private void safely(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error broken) {
            warn(broken);
        }
    }

    private void warn(Throwable broken) {
        LOG.warn("listener {} threw; the migration goes on", listener.getClass().getName(), broken);
    }
}
