package dev.ferry.strategies.precopy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.strategy.Residue;
import dev.ferry.testkit.strategy.ScriptedSession;
import dev.ferry.testkit.strategy.ScriptedSession.Complete;
import dev.ferry.testkit.strategy.ScriptedSession.SwitchOver;
import org.junit.jupiter.api.Test;

class StopAndCopyTest {

    @Test
    void copiesEverythingInThePause() {
        ScriptedSession session = new ScriptedSession(MemoryGeometry.flat(4096, 100));

        new StopAndCopy().migrate(session);

        assertThat(session.verbs()).containsExactly(new SwitchOver(Residue.COPY), new Complete());
    }
}
