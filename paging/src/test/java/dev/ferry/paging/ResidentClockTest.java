package dev.ferry.paging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ResidentClockTest {

    private final ResidentClock clock = new ResidentClock(200, List.of(new PageRun(64, 2)));

    @Test
    void hasNoVictimWhereNothingCanGo() {
        assertThat(clock.victim()).isEqualTo(PageSet.NONE);

        clock.add(new PageRun(64, 2));

        assertThat(clock.victim()).isEqualTo(PageSet.NONE);
    }

    @Test
    void goesRoundAndLeavesPinnedPages() {
        clock.add(new PageRun(60, 10));

        assertThat(victims(8)).containsExactly(60, 61, 62, 63, 66, 67, 68, 69);
        assertThat(clock.count()).isEqualTo(2);
    }

    @Test
    void givesASecondChanceToWhatHasComeSinceTheHandPassed() {
        clock.add(new PageRun(0, 4));
        assertThat(victims(1)).containsExactly(0);

        clock.add(new PageRun(2, 1));
        clock.add(new PageRun(0, 1));

        assertThat(victims(4)).containsExactly(1, 3, 2, 0);
    }

    private long[] victims(int count) {
        return LongStream.range(0, count).map(_ -> {
            long victim = clock.victim();
            clock.remove(new PageRun(victim, 1));
            return victim;
        }).toArray();
    }
}
