package dev.ferry.memory.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.memory.linux.GuestMemory.Backing;
import dev.ferry.testkit.memory.MemorySourceContractTest;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@NeedsUserfaultfd
@ParameterizedClass
@EnumSource
class LinuxMemorySourceTest extends MemorySourceContractTest {

    private static final int PAGE = GuestMemory.PAGE_SIZE_BYTES;
    private static final int PAGES = 256;

    @Parameter
    Backing backing;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private GuestMemory memory;
    private LinuxMemorySource source;

    @BeforeEach
    void makeMemory() {
        memory = new GuestMemory(MemoryGeometry.flat(PAGE, PAGES), backing);
        source = new LinuxMemorySource(memory);
    }

    @Override
    protected MemorySource source() {
        return source;
    }

    @Override
    protected void write(long page, long value) {
        memory.segment().set(ValueLayout.JAVA_LONG, page * PAGE, value);
    }

    @Override
    protected boolean knowsTouches() {
        return backing == Backing.MEMFD;
    }

    @Override
    protected boolean knowsAbsentPages() {
        return true;
    }

    @Override
    protected boolean discardsPages() {
        return true;
    }

    @Override
    protected void discard(PageRun run) {
        source.discard(run);
    }

    @AfterEach
    void freeMemory() {
        source.stopDirtyLog();
        memory.close();
    }

    @Test
    void reportsDiscardsAndMarksAsDirty() {
        write(Set.of(4L, 5L, 6L));
        source.startDirtyLog();

        source.discard(new PageRun(5, 2));
        source.markDirty(new PageRun(9, 1));

        assertThat(dirty()).containsExactlyInAnyOrder(5L, 6L, 9L);
        assertThat(dirty()).isEmpty();
    }

    @Test
    void findsPagesThatHoldNothing() {
        Set<Long> written = randomPages(60);
        write(written);

        assertThat(presentPages()).as("seed %d", seed).isEqualTo(written);
    }

    @Test
    void findsPagesThatHoldNothingWhileLogRuns() {
        Set<Long> written = randomPages(60);
        write(written);
        source.startDirtyLog();
        write(Set.of(1L, 2L, 3L));
        written.addAll(Set.of(1L, 2L, 3L));

        assertThat(presentPages()).as("seed %d", seed).isEqualTo(written);
    }

    @Test
    void countsDiscardedPagesAsAbsent() {
        write(Set.of(4L, 5L, 6L));

        source.discard(new PageRun(5, 1));

        assertThat(presentPages()).containsExactlyInAnyOrder(4L, 6L);
    }

    @Test
    void discardedPagesAreAbsentAndDirtyAtOnce() {
        write(Set.of(4L, 5L, 6L));
        source.startDirtyLog();

        source.discard(new PageRun(5, 2));

        assertThat(presentPages()).containsExactly(4L);
        assertThat(dirty()).containsExactlyInAnyOrder(5L, 6L);
        assertThat(presentPages()).containsExactly(4L);
    }

    /** That brings their memory back, where it is a file's, and nothing else. */
    @Test
    void discardedPagesThatAreReadAllTheSameAreZeroAndDirty() {
        write(Set.of(4L, 5L, 6L));
        source.startDirtyLog();
        source.discard(new PageRun(5, 2));

        assertThat(source.view(new PageRun(5, 1)).mismatch(MemorySegment.ofArray(new byte[PAGE])))
                .isEqualTo(-1);

        assertThat(dirty()).containsExactlyInAnyOrder(5L, 6L);
        assertThat(presentPages()).containsExactlyInAnyOrderElementsOf(
                backing == Backing.MEMFD ? Set.of(4L, 5L) : Set.of(4L));
        assertThat(dirty()).as("reading is no write").isEmpty();
    }

    @Test
    void seesWritesToPagesThatWereDiscardedAndRead() {
        write(Set.of(4L, 5L, 6L));
        source.startDirtyLog();
        source.discard(new PageRun(5, 2));
        assertThat(source.view(new PageRun(5, 1)).get(ValueLayout.JAVA_LONG, 0)).isZero();
        assertThat(dirty()).containsExactlyInAnyOrder(5L, 6L);

        write(Set.of(5L));
        assertThat(dirty()).containsExactly(5L);
        write(Set.of(6L));
        assertThat(dirty()).containsExactly(6L);
    }

    @Test
    void readsMemoryThatWasTrappedBefore() {
        UserfaultFaultTrap trap = new UserfaultFaultTrap(memory);
        trap.place(new PageRun(10, 1), MemorySegment.ofArray(new byte[PAGE]).fill((byte) 3));
        trap.close();
        source.startDirtyLog();

        write(Set.of(11L));

        assertThat(source.view(new PageRun(10, 1)).get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 3);
        assertThat(dirty()).containsExactly(11L);
        assertThat(presentPages()).containsExactlyInAnyOrder(10L, 11L);
    }

    @Test
    void refusesToReadMemoryThatIsTrapped() {
        try (UserfaultFaultTrap _ = new UserfaultFaultTrap(memory)) {
            assertThatThrownBy(() -> source.view(new PageRun(10, 1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("trap");
        }
    }

    @Test
    void refusesToCollectWithoutLog() {
        assertThatThrownBy(this::dirty).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not started");
    }

    private Set<Long> randomPages(int count) {
        Set<Long> pages = new HashSet<>();
        random.longs(count, 0, PAGES).forEach(pages::add);
        return pages;
    }

    private void write(Set<Long> pages) {
        for (long page : pages) {
            write(page, random.nextLong() | 1);
        }
    }

    private Set<Long> dirty() {
        PageBitmap dirty = new PageBitmap(PAGES);
        source.collectDirty(dirty);
        return Pages.of(dirty);
    }

    private Set<Long> presentPages() {
        PageBitmap absent = new PageBitmap(PAGES);
        source.collectAbsent(absent);
        PageBitmap present = PageBitmap.full(PAGES);
        present.removeAll(absent);
        return Pages.of(present);
    }
}
