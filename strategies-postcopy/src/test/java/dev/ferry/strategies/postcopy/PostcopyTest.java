package dev.ferry.strategies.postcopy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.api.strategy.Residue;
import dev.ferry.testkit.strategy.ScriptedSession;
import dev.ferry.testkit.strategy.ScriptedSession.Complete;
import dev.ferry.testkit.strategy.ScriptedSession.Push;
import dev.ferry.testkit.strategy.ScriptedSession.SwitchOver;
import org.junit.jupiter.api.Test;

class PostcopyTest {

    @Test
    void movesTheGuestFirstAndOwesEveryPage() {
        ScriptedSession session = new ScriptedSession(MemoryGeometry.flat(4096, 100));
        PushScheduler scheduler = new Bubbling();

        new Postcopy(scheduler).migrate(session);

        assertThat(session.verbs()).containsExactly(new SwitchOver(Residue.OWE), new Push(100, scheduler),
                new Complete());
    }
}
