package dev.ferry.strategies.precopy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.strategy.Residue;
import dev.ferry.api.strategy.Round;
import dev.ferry.testkit.strategy.ScriptedSession;
import dev.ferry.testkit.strategy.ScriptedSession.Complete;
import dev.ferry.testkit.strategy.ScriptedSession.Send;
import dev.ferry.testkit.strategy.ScriptedSession.SwitchOver;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PrecopyTest {

    private static final int PAGE_SIZE_BYTES = 4096;
    /** At a rate of one page in a millisecond: ten pages. */
    private static final Duration DOWNTIME_LIMIT = Duration.ofMillis(10);

    @Test
    void resendsPagesDirtiedDuringARoundUntilTheRestFitsIntoTheDowntimeLimit() {
        ScriptedSession session = session(round(1, 1000, 200), round(2, 200, 40), round(3, 40, 10));

        precopy(30, 3).migrate(session);

        assertThat(session.verbs()).containsExactly(new Send(1000), new Send(200), new Send(40),
                new SwitchOver(Residue.COPY), new Complete());
    }

    @Test
    void copiesTheRestInThePauseOnceTheRoundsDoNotShrink() {
        ScriptedSession session = session(round(1, 1000, 500), round(2, 500, 500), round(3, 500, 600));

        precopy(30, 2).migrate(session);

        assertThat(session.verbs()).containsExactly(new Send(1000), new Send(500), new Send(500),
                new SwitchOver(Residue.COPY), new Complete());
    }

    @Test
    void copiesTheRestInThePauseAtTheCapOnRounds() {
        ScriptedSession session = session(round(1, 1000, 900), round(2, 900, 800));

        precopy(2, 3).migrate(session);

        assertThat(session.verbs()).containsExactly(new Send(1000), new Send(900),
                new SwitchOver(Residue.COPY),
                new Complete());
    }

    private static Precopy precopy(int maxRounds, int noConvergenceRounds) {
        return new Precopy(new Convergence(DOWNTIME_LIMIT, maxRounds, noConvergenceRounds));
    }

    private static ScriptedSession session(Round... rounds) {
        return new ScriptedSession(MemoryGeometry.flat(PAGE_SIZE_BYTES, 1000), rounds);
    }

    private static Round round(int number, long pages, long dirtyPages) {
        return new Round(number, pages, pages * PAGE_SIZE_BYTES, pages * 1_000_000, dirtyPages);
    }
}
