package dev.ferry.memory.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.memory.linux.GuestMemory.Backing;
import dev.ferry.testkit.memory.FaultTrapContractTest;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@NeedsUserfaultfd
@ParameterizedClass
@EnumSource
class UserfaultFaultTrapTest extends FaultTrapContractTest {

    private static final int PAGE = GuestMemory.PAGE_SIZE_BYTES;

    @Parameter
    Backing backing;

    private final Arena arena = Arena.ofShared();
    private GuestMemory memory;
    private UserfaultFaultTrap trap;

    @BeforeEach
    void trapMemory() {
        memory = new GuestMemory(MemoryGeometry.flat(PAGE, 1024), backing);
        trap = new UserfaultFaultTrap(memory);
    }

    @Override
    protected FaultTrap trap() {
        return trap;
    }

    @Override
    protected long touch(long page) {
        return Touch.read(memory, page);
    }

    @Override
    protected void write(long page, long value) {
        Touch.write(memory, page, value);
    }

    @Override
    protected boolean knowsTouches() {
        return backing == Backing.MEMFD;
    }

    @Test
    void discardGivesTheMemoryBackToTheHost() {
        PageRun run = new PageRun(100, 300);
        trap.place(run, arena.allocate((long) PAGE * 300).fill((byte) 7));
        assertThat(absentPages()).isEqualTo(724);

        trap.discard(run);

        assertThat(absentPages()).isEqualTo(1024);
    }

    private long absentPages() {
        PageBitmap absent = new PageBitmap(1024);
        AbsentPages.collect(memory, absent);
        return absent.size();
    }

    @AfterEach
    void freeMemory() {
        trap.close();
        memory.close();
        arena.close();
    }

    @Test
    void reportsPagesOfSeveralReaders() {
        var words = Set.of(3L, 500L, 1023L).stream().map(page -> Touch.start(() -> touch(page))).toList();

        Set<Long> faults = new TreeSet<>();
        while (faults.size() < 3) {
            faults.add(trap.nextFault());
        }
        faults.forEach(page -> trap.place(new PageRun(page, 1), words(1, page)));

        assertThat(faults).containsExactly(3L, 500L, 1023L);
        assertThat(words.stream().map(CompletableFuture::join)).containsExactlyInAnyOrder(3L, 500L, 1023L);
    }

    @Test
    void placesRunOfSeveralPages() {
        trap.place(new PageRun(100, 600), words(600, 5));

        assertThat(trap.present().size()).isEqualTo(600);
        assertThat(trap.present().next(0)).isEqualTo(100);
        assertThat(trap.landing(new PageRun(100, 600)).mismatch(words(600, 5))).isEqualTo(-1);
    }

    @Test
    void placesContentsOfHeapArray() {
        trap.place(new PageRun(2, 1), MemorySegment.ofArray(new byte[PAGE]).fill((byte) 9));

        assertThat(trap.landing(new PageRun(2, 1)).get(ValueLayout.JAVA_BYTE, PAGE - 1)).isEqualTo((byte) 9);
    }

    @Test
    void refusesPresentPageAfterPlacingThoseBefore() {
        trap.placeZero(new PageRun(6, 1));

        assertThatThrownBy(() -> trap.place(new PageRun(4, 4), words(4, 4)))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("page 6");

        assertThat(trap.present().nextAbsent(4)).isEqualTo(7);
        assertThat(trap.landing(new PageRun(5, 1)).get(ValueLayout.JAVA_LONG, 0)).isEqualTo(5);
    }

    @Test
    void refusesContentsOfOtherLength() {
        assertThatThrownBy(() -> trap.place(new PageRun(4, 4), words(3, 0)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("16384")
                .hasMessageContaining("12288");
    }

    @Test
    void closesWhileThreadWaitsForFaults() {
        CompletableFuture<Long> fault = Touch.start(trap::nextFault);

        trap.close();
        trap.close();

        assertThat(fault.join()).isEqualTo(FaultTrap.STOPPED);
        trap.stopFaults();
        assertThat(trap.nextFault()).isEqualTo(FaultTrap.STOPPED);
    }

    /** Many readers of few pages: each page is reported, placed and read, however faults and placing interleave. */
    @Test
    void wakesEveryReaderWherePushAndFaultsRace() {
        var words = LongStream.range(0, 64)
                .mapToObj(reader -> Touch.start(() -> touch(reader % 16)))
                .toList();
        CompletableFuture<Void> faultThread = Touch.start(() -> {
            long page;
            while ((page = trap.nextFault()) != FaultTrap.STOPPED) {
                placeUnlessPresent(page);
            }
            return null;
        });

        for (long page = 15; page >= 0; page--) {
            placeUnlessPresent(page);
        }

        assertThat(words.stream().mapToLong(CompletableFuture::join).sum()).isEqualTo(4 * 15 * 16 / 2);
        trap.stopFaults();
        faultThread.join();
    }

    private void placeUnlessPresent(long page) {
        try {
            trap.place(new PageRun(page, 1), words(1, page));
        } catch (IllegalStateException placedByTheOther) {
            assertThat(placedByTheOther).hasMessageContaining("is present");
        }
    }

    /** Pages that begin with the words {@code first}, {@code first + 1} and so on. */
    private MemorySegment words(int pages, long first) {
        MemorySegment contents = arena.allocate((long) pages * PAGE);
        for (int page = 0; page < pages; page++) {
            contents.set(ValueLayout.JAVA_LONG, (long) page * PAGE, first + page);
        }
        return contents;
    }
}
