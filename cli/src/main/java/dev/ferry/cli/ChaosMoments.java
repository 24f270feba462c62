package dev.ferry.cli;

import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.cli.ChaosPlan.Moment;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * Does what is planned for moments of one end: on the thread of that end where the moment is the beginning of a phase,
 * and else on another.
 */
final class ChaosMoments implements MigrationListener {

    private record Planned(Moment moment, Runnable action) {}

    private final Set<MigrationPhase> reached = EnumSet.noneOf(MigrationPhase.class);
    private final List<Planned> planned = new CopyOnWriteArrayList<>();

    ChaosMoments() {}

    /** Plans something. Any thread. */
    void at(Moment moment, Runnable action) {
        planned.add(new Planned(moment, action));
    }

    @Override
    public void onPhase(MigrationPhase phase) {
        if (reached.add(phase)) {
            planned.stream().filter(next -> next.moment().phase() == phase)
                    .forEach(next -> run(next.moment().delay(), next.action()));
        }
    }

    private static void run(Duration delay, Runnable action) {
        if (delay.isZero()) {
            action.run();
        } else {
            CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS,
                    work -> Thread.ofVirtual().name("ferry-chaos-action").start(work)).execute(action);
        }
    }
}
