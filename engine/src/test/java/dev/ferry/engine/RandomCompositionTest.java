package dev.ferry.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ferry.api.event.GuestFate;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.testkit.wrap.FailingAtRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compositions that nobody has thought of. Whatever they are made of, the engine keeps its side of every contract; and a
 * part that throws costs what it may cost, never the guest.
 */
@Timeout(60)
class RandomCompositionTest {

    static LongStream seeds() {
        return LongStream.range(0, 25);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void keepsItsSideOfEveryContract(long seed) throws Exception {
        try (RandomComposition parts = new RandomComposition(seed)) {
            MigrationReport report = parts.source().build().migrate();

            assertArrived(parts, report);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aSchedulerAndAListenerThatThrowDoNotLoseTheGuest(long seed) throws Exception {
        try (RandomComposition parts = new RandomComposition(seed)) {
            FailingAtRandom failing = new FailingAtRandom(seed,
                    parts.mixer.number("failures in 100", 1, 60) / 100.0);

            MigrationReport report = parts
                    .source(control -> control, scheduler -> failing.around(PushScheduler.class, scheduler))
                    .listener(failing.around(MigrationListener.class, new MigrationListener() {})).build()
                    .migrate();

            assertArrived(parts, report);
        }
    }

    private static void assertArrived(RandomComposition parts, MigrationReport report) throws Exception {
        assertThat(report.outcome()).as("%s", parts.mixer).isEqualTo("completed");
        parts.arrival.get(30, TimeUnit.SECONDS);
        assertThat(parts.arrived().prove()).as("%s", parts.mixer).isEmpty();
        parts.checkEnd(true);
    }

    /** Sources break in all ways; a view throws until the guest is to be paused, the rest is not asked later. */
    @ParameterizedTest
    @MethodSource("seeds")
    void aSourceThatThrowsBeforeTheHandoverKeepsTheGuest(long seed) throws Exception {
        double probability = new double[]{0.02, 0.2, 0.5}[(int) (seed % 3)];
        FailingAtRandom inRounds = new FailingAtRandom(seed, probability).only("view", "collectAbsent");
        FailingAtRandom ever = new FailingAtRandom(~seed, probability).only("startDirtyLog", "collectDirty",
                "collectNonPageable", "pause", "saveState");
        try (RandomComposition parts = new RandomComposition(seed,
                memory -> ever.around(MemorySource.class, inRounds.around(MemorySource.class, memory)))) {
            SourceEnd source = parts
                    .source(control -> ever.around(GuestControl.class, control), scheduler -> scheduler)
                    .listener(new MigrationListener() {
                        @Override
                        public void onPhase(MigrationPhase phase) {
                            if (phase == MigrationPhase.SWITCHOVER) {
                                inRounds.stop();
                            }
                        }
                    }).build();

            Throwable failed = catchThrowable(source::migrate);

            if (failed == null) {
                assertArrived(parts, source.report());
            } else {
                assertStayed(parts, failed);
            }
        }
    }

    private static void assertStayed(RandomComposition parts, Throwable failed) {
        assertThat(failed).as("%s", parts.mixer).isInstanceOf(MigrationFailedException.class);
        assertThat(((MigrationFailedException) failed).guestFate()).as("%s", parts.mixer)
                .isEqualTo(GuestFate.RUNS_AT_SOURCE);
        assertThat(catchThrowable(() -> parts.arrival.get(30, TimeUnit.SECONDS))).as("%s", parts.mixer)
                .isNotNull();
        Ferrying.awaitWork(parts.guest);
        assertThat(parts.guest.prove()).as("%s", parts.mixer).isEmpty();
        parts.checkEnd(false);
    }
}
