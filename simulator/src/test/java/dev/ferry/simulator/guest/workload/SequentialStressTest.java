package dev.ferry.simulator.guest.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.PageRun;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SequentialStressTest {

    private static final PageRun PAGES = new PageRun(1000, 150);

    @Test
    void goesRoundItsPagesOneByOne() {
        long[] pages = Visits.of(new SequentialStress(PAGES, false, 5, 1), 100).pages();

        for (int index = 1; index < pages.length; index++) {
            assertThat(pages[index]).isEqualTo(pages[index - 1] == 1149 ? 1000 : pages[index - 1] + 1);
        }
    }

    @Test
    void readsOrWrites() {
        assertThat(Visits.of(new SequentialStress(PAGES, true, 5, 1), 10).pages(false)).isEmpty();
        assertThat(Visits.of(new SequentialStress(PAGES, false, 5, 1), 10).pages(true)).isEmpty();
    }

    @Test
    void keepsItsRateAndCountsPages() {
        Visits visits = Visits.of(new SequentialStress(PAGES, true, 1000, 1), 100);

        assertThat(visits.work()).isEqualTo(visits.pages().length);
        assertThat(visits.nanos()).isEqualTo(1000L * visits.pages().length);
    }

    @Test
    void startsAnywhere() {
        Set<Long> starts = new HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            starts.add(Visits.of(new SequentialStress(PAGES, true, 5, seed), 1).pages()[0]);
        }

        assertThat(starts).hasSizeGreaterThan(30).anyMatch(page -> page < 1050)
                .anyMatch(page -> page > 1100);
    }

    @Test
    void namesASpeedThatIsNotAllowed() {
        assertThatThrownBy(() -> new SequentialStress(PAGES, true, 0, 1))
                .hasMessage("nanoseconds per page is 0: at least 1 is allowed");
    }
}
