package dev.ferry.paging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EvictionTest {

    private static final long PAGES = 16;
    private static final long STUBBORN_PAGE = 0;

    /** Memory with a page that cannot be taken out now. */
    private final ModelMemory memory = new ModelMemory(MemoryGeometry.flat(512, PAGES)) {
        @Override
        public long takeOut(PageRun run, MemorySegment target) {
            return run.contains(STUBBORN_PAGE) ? 0 : super.takeOut(run, target);
        }
    };
    private final Pager pager = new Pager(memory, new Places(memory, List.of()), Sizes.of(8));

    @Test
    void isNotStoppedByAPageThatCannotBeTaken() {
        pager.eviction().start();
        pager.placeZero(new PageRun(0, PAGES));

        assertThat(pager.eviction().takeOut()).isTrue();

        assertThat(pager.eviction().hasRoom()).as("the limit is lifted").isFalse();
    }

    @Test
    void freesNoSlotThatIsBeingReadForACopy() {
        pager.eviction().start();
        pager.placeCold(new PageRun(0, 2));
        pager.startView(0, 1);

        pager.empty(new PageRun(0, 2));

        assertThat(pager.eviction().startFree()).contains(new PageRun(1, 1));
    }
}
