package dev.ferry.testkit.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.Residue;
import dev.ferry.api.strategy.SourceSession;
import dev.ferry.testkit.ContractRun;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Strategies that are wrong, each in one way, are found so by the contract test. */
class MigrationStrategyMutantTest {

    static final class Subject extends MigrationStrategyContractTest {

        private static MigrationStrategy subject = MigrationStrategyMutantTest::oneRound;
        private static boolean givesUp;

        @Override
        protected boolean givesUp() {
            return givesUp;
        }

        @Override
        protected MigrationStrategy strategy() {
            return subject;
        }
    }

    /** Each with the test that is to find it. */
    enum Mutant {
        DOES_NOTHING(_ -> {}, "movesAGuestAtRest"), NEVER_COMPLETES(
                session -> session.switchOver(Residue.COPY),
                "movesAGuestAtRest"), FORGETS_WHAT_IS_OWED(session -> {
                    session.switchOver(Residue.OWE);
                    session.complete();
                }, "movesAGuestAtRest"), PUSHES_SOMETHING_ELSE(session -> {
                    session.switchOver(Residue.OWE);
                    session.push(new PageBitmap(session.geometry().pageCount()), scheduler());
                    session.complete();
                }, "movesAGuestAtRest"), SENDS_AFTER_SWITCHOVER(session -> {
                    session.switchOver(Residue.COPY);
                    session.send(session.dirty());
                    session.complete();
                }, "movesAGuestAtRest"), SENDS_AFTER_SWITCHOVER_AND_HIDES_IT(session -> {
                    session.switchOver(Residue.COPY);
                    try {
                        session.send(session.dirty());
                    } catch (IllegalStateException hidden) {
                        // This is what is wrong with it.
                    }
                    session.complete();
                }, "movesAGuestAtRest"), SWITCHES_OVER_TWICE(session -> {
                    session.switchOver(Residue.COPY);
                    session.switchOver(Residue.COPY);
                    session.complete();
                }, "movesAGuestAtRest"), COMPLETES_TWICE(session -> {
                    oneRound(session);
                    session.complete();
                }, "movesAGuestAtRest"), CATCHES_THE_CANCEL(session -> {
                    try {
                        session.send(session.dirty());
                    } catch (CancellationException caught) {
                        session.explain("goes on all the same");
                    }
                    session.switchOver(Residue.COPY);
                    session.complete();
                }, "passesOnThatTheMigrationWasCancelled"), SWALLOWS_THE_CANCEL(session -> {
                    try {
                        oneRound(session);
                    } catch (CancellationException swallowed) {
                        // This is what is wrong with it.
                    }
                }, "passesOnThatTheMigrationWasCancelled"), WRAPS_THE_FAILURE(session -> {
                    try {
                        oneRound(session);
                    } catch (FerryException failed) {
                        throw new IllegalStateException("migration failed", failed);
                    }
                }, "passesOnThatTheMigrationFailed"), WAITS_FOR_A_GUEST_AT_REST(session -> {
                    while (session.send(session.dirty()).dirtyPages() > 0) {
                        session.explain("not yet at rest");
                    }
                    session.switchOver(Residue.COPY);
                    session.complete();
                }, "endsWhereTheGuestIsFasterThanTheLink"), GIVES_UP_AND_DOES_NOT_SAY_THAT_IT_MAY(session -> {
                    if (session.send(session.dirty()).dirtyPages() > 450) {
                        throw new FerryException(ErrorCode.NOT_CONVERGED, "too fast");
                    }
                    session.switchOver(Residue.COPY);
                    session.complete();
                }, "endsWhereTheGuestIsFasterThanTheLink"), WORKS_ON_ANOTHER_THREAD(session -> {
                    Thread thread = Thread.ofPlatform().daemon().start(() -> oneRound(session));
                    try {
                        thread.join();
                    } catch (InterruptedException interrupted) {
                        throw new IllegalStateException(interrupted);
                    }
                }, "movesAGuestAtRest"), REMEMBERS_THE_LAST_MIGRATION(new MigrationStrategy() {
                    private int migrations;

                    @Override
                    public void migrate(SourceSession session) {
                        for (int round = 0; round <= migrations; round++) {
                            session.send(session.dirty());
                        }
                        migrations++;
                        session.switchOver(Residue.COPY);
                        session.complete();
                    }
                }, "servesOneMigrationAfterTheOther");

        private final MigrationStrategy strategy;
        private final String test;

        Mutant(MigrationStrategy strategy, String test) {
            this.strategy = strategy;
            this.test = test;
        }
    }

    @Test
    void findsNothingWrongWithRightOnes() {
        Subject.subject = MigrationStrategyMutantTest::oneRound;
        assertThat(ContractRun.failures(Subject.class)).isEmpty();

        Subject.subject = MigrationStrategyMutantTest::postcopy;
        assertThat(ContractRun.failures(Subject.class)).isEmpty();

        Subject.subject = MigrationStrategyMutantTest::postcopyThatPushesWithoutLimit;
        assertThat(ContractRun.failures(Subject.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void isFound(Mutant mutant) {
        Subject.subject = mutant.strategy;

        assertThat(ContractRun.failures(Subject.class)).contains(mutant.test);
    }

    @Test
    void isFoundWhereItSaysThatItGivesUpAndDoesNot() {
        Subject.subject = MigrationStrategyMutantTest::oneRound;
        Subject.givesUp = true;
        try {
            assertThat(ContractRun.failures(Subject.class))
                    .containsExactly("endsWhereTheGuestIsFasterThanTheLink");
        } finally {
            Subject.givesUp = false;
        }
    }

    private static void oneRound(SourceSession session) {
        session.send(session.dirty());
        session.switchOver(Residue.COPY);
        session.complete();
    }

    private static void postcopy(SourceSession session) {
        PageSet owed = session.switchOver(Residue.OWE);
        session.push(owed, scheduler());
        session.complete();
    }

    private static void postcopyThatPushesWithoutLimit(SourceSession session) {
        session.limitBandwidth(1_000_000);
        PageSet owed = session.switchOver(Residue.OWE);
        session.limitBandwidth(0);
        session.push(owed, scheduler());
        session.complete();
    }

    private static PushSchedulerMutantTest.InOrder scheduler() {
        return new PushSchedulerMutantTest.InOrder();
    }
}
