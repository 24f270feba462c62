package dev.ferry.memory.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.memory.linux.GuestMemory.Backing;
import dev.ferry.testkit.memory.AccessLogContractTest;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log of a trap: half of its memory has come, the rest is missing while it is watched. */
@NeedsUserfaultfd
class TrappedAccessScanTest extends AccessLogContractTest {

    private static final int PAGE = GuestMemory.PAGE_SIZE_BYTES;
    private static final long PRESENT = 2_000;
    private static final long MISSING = PRESENT;

    private final Arena arena = Arena.ofShared();
    private final GuestMemory memory = new GuestMemory(MemoryGeometry.flat(PAGE, 2 * PRESENT), Backing.MEMFD);
    private final UserfaultFaultTrap trap = new UserfaultFaultTrap(memory);
    private final AccessLog whole = trap.accessLog().orElseThrow();

    @BeforeEach
    void placeHalf() {
        trap.place(new PageRun(0, PRESENT), zeros(PRESENT));
    }

    @AfterEach
    void freeMemory() {
        trap.close();
        memory.close();
        arena.close();
    }

    /** The contract is about the half that has come. */
    @Override
    protected AccessLog log() {
        return new AccessLog() {
            @Override
            public void start() {
                whole.start();
            }

            @Override
            public void collect(PageBitmap touched) {
                PageBitmap all = new PageBitmap(2 * PRESENT);
                whole.collect(all);
                assertThat(all.next(PRESENT)).as("a missing page that was reported")
                        .isEqualTo(PageBitmap.NONE);
                for (long page = all.next(0); page >= 0; page = all.next(page + 1)) {
                    touched.add(page);
                }
            }

            @Override
            public void stop() {
                whole.stop();
            }
        };
    }

    @Override
    protected long pageCount() {
        return PRESENT;
    }

    @Override
    protected long read(long page) {
        return Touch.read(memory, page);
    }

    @Override
    protected void write(long page, long value) {
        Touch.write(memory, page, value);
    }

    @Test
    void touchOfAPresentPageIsNoFault() {
        whole.start();
        CompletableFuture<Long> fault = Touch.start(trap::nextFault);

        for (long page = 0; page < PRESENT; page++) {
            read(page);
        }
        collect();
        for (long page = 0; page < PRESENT; page++) {
            write(page, page);
        }

        assertThat(fault).isNotDone();
        trap.stopFaults();
        assertThat(fault.join()).isEqualTo(FaultTrap.STOPPED);
    }

    @Test
    void missingPageStillFaultsAndIsPlaced() {
        whole.start();
        CompletableFuture<Long> toucher = Touch.start(() -> read(MISSING));

        assertThat(trap.nextFault()).isEqualTo(MISSING);
        collect();
        Touch.write(memory, 0, 7);
        trap.place(new PageRun(MISSING, 1), memory.segment(new PageRun(0, 1)));

        assertThat(toucher.join()).isEqualTo(7);
    }

    @Test
    void placingIsNoTouch() {
        whole.start();
        trap.place(new PageRun(MISSING, 100), zeros(100));
        trap.placeZero(new PageRun(MISSING + 100, 100));

        read(MISSING + 50);
        read(MISSING + 150);

        assertThat(collect()).containsExactlyInAnyOrder(MISSING + 50, MISSING + 150);
        assertThat(trap.present().contains(MISSING + 10)).isTrue();
    }

    @Test
    void goesOnWhereTheTrapIsClosed() {
        whole.start();
        read(1);
        trap.close();
        read(2);
        read(MISSING);

        assertThat(collect()).containsExactlyInAnyOrder(1L, 2L, MISSING);

        read(3);
        assertThat(collect()).containsExactly(3L);
    }

    @Test
    void dirtyLogStartsWhileTheAccessLogOfAClosedTrapRuns() {
        whole.start();
        trap.close();
        LinuxMemorySource source = new LinuxMemorySource(memory);
        source.startDirtyLog();
        write(5, 1);
        collect();

        PageBitmap dirty = new PageBitmap(2 * PRESENT);
        source.collectDirty(dirty);
        source.stopDirtyLog();

        assertThat(Pages.of(dirty)).containsExactly(5L);
    }

    private Set<Long> collect() {
        PageBitmap touched = new PageBitmap(2 * PRESENT);
        whole.collect(touched);
        return Pages.of(touched);
    }

    private MemorySegment zeros(long pages) {
        return arena.allocate(pages * PAGE, PAGE);
    }
}
