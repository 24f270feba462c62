package dev.ferry.paging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.paging.Faults.Wanted;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FaultsTest {

    private final ModelMemory memory = new ModelMemory(MemoryGeometry.flat(512, 16));
    private final Pager pager = new Pager(memory, new Places(memory, List.of()), Sizes.of(100));
    private final Faults faults = pager.faults();

    @Test
    void doesNotPauseWhereAnotherPageIsWantedThanTheOneThatFails() {
        pager.placeCold(new PageRun(0, 2));
        faults.touched(0);
        List<Wanted> failing = faults.nextWanted();
        faults.touched(1); // While the first one is being read.
        failing.forEach(faults::wantAgain);

        faults.pause(Long.MAX_VALUE, failing.size());

        assertThat(faults.nextWanted()).extracting(Wanted::page).containsExactly(1L, 0L);
    }
}
