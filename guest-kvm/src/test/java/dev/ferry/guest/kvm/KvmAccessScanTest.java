package dev.ferry.guest.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.memory.linux.GuestMemory.Backing;
import dev.ferry.workload.Workload;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a virtual CPU touches is seen, also while KVM logs its writes. */
@NeedsKvm
@Timeout(60)
class KvmAccessScanTest {

    private static final PageRun PATTERNED = new PageRun(120, 2000);
    private static final PageRun WORKING_SET = new PageRun(120, 640);
    /** The guest reports each tenth step. */
    private static final long SLOW = 1000;

    private final Guests guests = new Guests(new KvmGuestPlatform(Backing.MEMFD));

    @AfterEach
    void closeGuests() {
        guests.close();
    }

    private KvmGuest start(long stepsPerSecond) {
        MemoryGeometry geometry = guests.platform().geometry(16 << 20);
        return guests.start(geometry, Workload.sequential(7, PATTERNED, WORKING_SET, stepsPerSecond));
    }

    @Test
    void reportsThePagesThatTheGuestWorksOnAndNoOthersOfItsWork() {
        KvmGuest guest = start(SLOW);
        AccessLog log = guest.memory().accessLog().orElseThrow();
        long before = guests.pauseAtReport(guest);
        log.start();

        long after = guests.pauseAtReport(guest);

        PageBitmap touched = new PageBitmap(guest.memory().geometry().pageCount());
        log.collect(touched);
        log.stop();
        assertThat(LongStream.range(PATTERNED.first(), PATTERNED.end()).filter(touched::contains))
                .containsExactlyElementsOf(LongStream.range(before, after)
                        .map(step -> WORKING_SET.first() + step % WORKING_SET.count()).distinct().sorted()
                        .boxed()
                        .toList());
    }

    /** Copies what is dirty while the guest writes and passes are made, as a migration does. */
    @Test
    void noWriteIsLostWhileBothLogsRun() {
        KvmGuest guest = start(0);
        MemorySource memory = guest.memory();
        AccessLog log = memory.accessLog().orElseThrow();
        long pageCount = memory.geometry().pageCount();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(memory.geometry().memoryBytes());
            memory.startDirtyLog();
            log.start();
            copy(memory, PageBitmap.full(pageCount), copy);
            PageBitmap touched = new PageBitmap(pageCount);
            for (int round = 0; round < 20; round++) {
                guests.awaitSteps(guest, guest.control().workDone().orElseThrow() + 1);
                log.collect(touched);
                copyDirty(memory, copy);
            }

            guest.control().pause();
            log.collect(touched);
            copyDirty(memory, copy);

            assertThat(memory.view(new PageRun(0, pageCount)).mismatch(copy)).as("first byte that differs")
                    .isEqualTo(-1);
            assertThat(touched.nextAbsent(WORKING_SET.first())).isEqualTo(WORKING_SET.end());
            log.stop();
            memory.stopDirtyLog();
        }
    }

    private static void copyDirty(MemorySource memory, MemorySegment copy) {
        PageBitmap dirty = new PageBitmap(memory.geometry().pageCount());
        memory.collectDirty(dirty);
        copy(memory, dirty, copy);
    }

    private static void copy(MemorySource memory, PageSet pages, MemorySegment copy) {
        for (long page = pages.next(0); page != PageSet.NONE; page = pages.next(page + 1)) {
            long offset = memory.geometry().bytes(page);
            copy.asSlice(offset, memory.geometry().pageSizeBytes())
                    .copyFrom(memory.view(new PageRun(page, 1)));
        }
    }
}
