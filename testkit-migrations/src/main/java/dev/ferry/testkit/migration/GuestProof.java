package dev.ferry.testkit.migration;

import dev.ferry.api.event.GuestFate;
import dev.ferry.workload.ProvenGuest;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Has a guest prove that it is whole, and that it works where it is and nowhere else.
 *
 * @param guest at the source
 * @param leaving its control, as the engine had it
 * @param host where it goes
 * @param stepLimit how long it may take for a step of its work
 */
record GuestProof(ProvenGuest guest, LeavingGuest leaving, TestHost host, Duration stepLimit) {

    private static final long POLL_NANOS = 1_000_000;

    /**
     * What is wrong with the guest.
     *
     * @param fate where it is
     * @param refusal why the destination did not take it in, if so
     */
    Optional<String> complaint(GuestFate fate, Optional<Throwable> refusal) {
        return switch (fate) {
            case RUNS_AT_SOURCE -> complaint(guest).or(() -> host.keepsGuest()
                    ? Optional.of("the destination keeps it, too")
                    : Optional.empty());
            case RUNS_AT_DESTINATION -> refusal.map(reason -> "the destination did not take it in: " + reason)
                    .or(() -> complaint(host.guest()))
                    .or(() -> leaving.worksOn()
                            ? Optional.of("it runs at the source, too")
                            : Optional.empty());
            case IN_DOUBT, LOST -> Optional.of("its memory was not compared: " + fate.sentence());
        };
    }

    private Optional<String> complaint(ProvenGuest running) {
        return running.prove().or(() -> worksOn(running)
                ? Optional.empty()
                : Optional.of("it has done no step of its work for " + stepLimit));
    }

    private boolean worksOn(ProvenGuest running) {
        OptionalLong before = running.control().workDone();
        if (before.isEmpty()) {
            return true;
        }
        long startNanos = System.nanoTime();
        while (running.control().workDone().equals(before)
                && System.nanoTime() - startNanos < stepLimit.toNanos()) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        return !running.control().workDone().equals(before);
    }
}
