package dev.ferry.strategies.hybrid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.api.strategy.Residue;
import dev.ferry.api.strategy.Round;
import dev.ferry.testkit.strategy.ScriptedSession;
import dev.ferry.testkit.strategy.ScriptedSession.Complete;
import dev.ferry.testkit.strategy.ScriptedSession.Push;
import dev.ferry.testkit.strategy.ScriptedSession.Send;
import dev.ferry.testkit.strategy.ScriptedSession.SwitchOver;
import org.junit.jupiter.api.Test;

class HybridTest {

    private final PushScheduler scheduler = new NoScheduler();
    private final ScriptedSession session = new ScriptedSession(MemoryGeometry.flat(4096, 1000),
            new Round(1, 1000, 4_096_000, 1_000_000, 200), new Round(2, 200, 819_200, 200_000, 40));

    @Test
    void sendsAllPagesOnceAndPushesThoseDirtiedMeanwhile() {
        new Hybrid(scheduler).migrate(session);

        assertThat(session.verbs()).containsExactly(new Send(1000), new SwitchOver(Residue.OWE),
                new Push(200, scheduler), new Complete());
    }

    @Test
    void agileDoesTheSameAndRefersToColdPages() {
        Agile agile = new Agile(scheduler);
        agile.migrate(session);

        assertThat(session.verbs()).containsExactly(new Send(1000), new SwitchOver(Residue.OWE),
                new Push(200, scheduler), new Complete());
        assertThat(agile.refersToCold()).isTrue();
        assertThat(new Hybrid(scheduler).refersToCold()).isFalse();
    }

    @Test
    void makesAsManyRoundsAsAreAskedFor() {
        new Hybrid(2, scheduler).migrate(session);

        assertThat(session.verbs()).containsExactly(new Send(1000), new Send(200),
                new SwitchOver(Residue.OWE), new Push(40, scheduler), new Complete());
    }

    @Test
    void refusesToMakeNoRound() {
        assertThatThrownBy(() -> new Hybrid(0, scheduler)).isInstanceOf(IllegalArgumentException.class);
    }

    private static final class NoScheduler implements PushScheduler {

        @Override
        public void begin(PageSet owed) {}

        @Override
        public PageRun next(long maxPages) {
            throw new AssertionError("a scripted session asks no scheduler");
        }
    }
}
