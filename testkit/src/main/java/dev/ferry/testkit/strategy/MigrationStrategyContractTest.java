package dev.ferry.testkit.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.strategy.MigrationStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link MigrationStrategy} promises. Extend it and give the strategy; {@link ModelSession} plays the engine,
 * and a guest that is at rest, busy, busy by turns, or faster than the link.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class MigrationStrategyContractTest {

    private static final double PAGES_PER_SECOND_OF_THE_LINK = 30_000;

    /** For the tests' subclasses. */
    protected MigrationStrategyContractTest() {}

    /** A strategy as {@code create} makes it; called once or more per test. */
    protected abstract MigrationStrategy strategy();

    /**
     * Whether it gives up a guest that is faster than the link, with an error of {@link ErrorCode#NOT_CONVERGED}; then
     * it may give up others that write much. The default does not: it moves every guest.
     */
    protected boolean givesUp() {
        return false;
    }

    @Test
    void movesAGuestAtRest() {
        for (long pages : new long[]{1, 2, 64, 2_000}) {
            ModelSession session = new ModelSession(new ModelGuest(pages, 1, _ -> 0), 1);

            strategy().migrate(session);

            assertThat(session.firstWrong()).as("%d pages", pages).isNull();
        }
    }

    @Test
    void movesAGuestThatWrites() {
        for (double share : new double[]{0.001, 0.1, 0.5, 0.9}) {
            ModelSession session = session(2, _ -> share * PAGES_PER_SECOND_OF_THE_LINK);

            boolean givenUp = endsWell(session);

            assertThat(givenUp && !givesUp()).as("it gives up at %s of the link's rate", share).isFalse();
        }
    }

    @Test
    void movesAGuestThatWritesByTurns() {
        for (int period = 2; period < 8; period++) {
            int turn = period;
            boolean givenUp = endsWell(
                    session(period, round -> round % turn == 0 ? 10 : 2 * PAGES_PER_SECOND_OF_THE_LINK));

            assertThat(givenUp && !givesUp()).as("it gives up a guest that rests every %d rounds", turn)
                    .isFalse();
        }
    }

    @Test
    void endsWhereTheGuestIsFasterThanTheLink() {
        ModelSession session = session(3, _ -> 10 * PAGES_PER_SECOND_OF_THE_LINK);

        boolean givenUp = endsWell(session);

        assertThat(givenUp).as("it gives up").isEqualTo(givesUp());
    }

    @Test
    void passesOnThatTheMigrationWasCancelled() {
        for (int verb = 0; verb < 4; verb++) {
            assertPassesOn(verb, new CancellationException("cancelled at verb " + verb));
        }
    }

    @Test
    void passesOnThatTheMigrationFailed() {
        for (int verb = 0; verb < 6; verb++) {
            assertPassesOn(verb, new FerryException(ErrorCode.LINK_LOST, "lost at verb " + verb));
        }
    }

    @Test
    void servesOneMigrationAfterTheOther() {
        MigrationStrategy strategy = strategy();
        ModelSession cancelled = busy();
        cancelled.failAt(1, new CancellationException("cancelled"));
        catchThrowable(() -> strategy.migrate(cancelled));

        List<List<String>> histories = new ArrayList<>();
        for (Supplier<MigrationStrategy> next : List.<Supplier<MigrationStrategy>>of(() -> strategy,
                () -> strategy,
                this::strategy)) {
            ModelSession session = busy();
            next.get().migrate(session);
            assertThat(session.firstWrong()).isNull();
            histories.add(session.verbs());
        }

        assertThat(histories).as("what it does in the same migration again, and what a new one does")
                .containsOnly(histories.getLast());
    }

    /** Moves the guest, or gives up as a strategy may. Returns whether it gave up. */
    private boolean endsWell(ModelSession session) {
        try {
            strategy().migrate(session);
            assertThat(session.firstWrong()).isNull();
            return false;
        } catch (FerryException givenUp) {
            assertThat(givenUp.code()).isEqualTo(ErrorCode.NOT_CONVERGED);
            assertThat(session.isAtSource()).as("the guest is where it was when it was given up").isTrue();
            return true;
        }
    }

    private void assertPassesOn(int verb, RuntimeException cause) {
        ModelSession session = busy();
        session.failAt(verb, cause);

        Throwable thrown = catchThrowable(() -> strategy().migrate(session));

        assertThat(thrown).as("what it throws where verb %d, after %s, fails", verb, session.verbs())
                .isSameAs(session.hasFailed() ? cause : null);
        assertThat(session.violation()).as("what it does then").isNull();
    }

    private static ModelSession busy() {
        return session(4, _ -> PAGES_PER_SECOND_OF_THE_LINK / 10);
    }

    private static ModelSession session(long seed, IntToDoubleFunction dirtyPagesPerSecond) {
        return new ModelSession(new ModelGuest(2_000, 500, dirtyPagesPerSecond), seed);
    }
}
