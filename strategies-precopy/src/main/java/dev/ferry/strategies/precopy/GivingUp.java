package dev.ferry.strategies.precopy;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.api.strategy.Residue;
import dev.ferry.api.strategy.SourceSession;

/** What becomes of a guest that time or rounds have run out for, or that does not converge. */
@FunctionalInterface
public interface GivingUp {

    /** Leaves the guest at the source: {@link #handOver} throws {@link ErrorCode#NOT_CONVERGED}. */
    GivingUp CANCEL = (session, why) -> {
        throw new FerryException(ErrorCode.NOT_CONVERGED, why + "; set to cancel then"
                + " (ferry.precopy.on-timeout), the others are force and postcopy; a longer ferry.precopy.max-downtime"
                + " or ferry.precopy.stun=true may make it converge");
    };

    /** Pauses the guest for as long as the rest takes. */
    GivingUp FORCE = (session, why) -> session.switchOver(Residue.COPY);

    /** Hands the guest over as it is, and pushes the rest in the order of {@code scheduler}. */
    static GivingUp postcopy(PushScheduler scheduler) {
        return (session, why) -> session.push(session.switchOver(Residue.OWE), scheduler);
    }

    /**
     * Hands the guest over, whole but for {@link SourceSession#complete()}, or throws.
     *
     * @param why the rounds ended, in words
     */
    void handOver(SourceSession session, String why);
}
