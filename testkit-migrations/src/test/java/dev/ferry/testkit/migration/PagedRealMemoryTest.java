package dev.ferry.testkit.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ferry.api.FerryException;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.guest.kvm.KvmGuestPlatform;
import dev.ferry.memory.linux.guest.LinuxGuestPlatform;
import dev.ferry.paging.Paging;
import dev.ferry.paging.PagingListener;
import dev.ferry.paging.file.FileSwapStore;
import dev.ferry.testkit.swap.InMemorySwapStore;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Guests in real memory, with four times as much of it as they may have at a time. */
@ParameterizedClass
@MethodSource("platforms")
@Timeout(300)
class PagedRealMemoryTest {

    private static final long MIB = 1 << 20;
    private static final long MEMORY_BYTES = 32 * MIB;
    private static final long RESERVATION_BYTES = 8 * MIB;
    /** Pages taken out or brought in at this moment. */
    private static final long SLACK_BYTES = 4 * MIB;
    /** The guest reports each hundredth step. */
    private static final long STEPS_PER_SECOND = 10_000;

    @Parameter
    GuestPlatform real;

    @TempDir
    Path folder;

    private final UnreliableStore store = new UnreliableStore(
            new InMemorySwapStore("paged-" + UUID.randomUUID()));
    private final CountDownLatch waiting = new CountDownLatch(1);

    static List<GuestPlatform> platforms() {
        return List.of(new LinuxGuestPlatform(), new KvmGuestPlatform());
    }

    @BeforeEach
    void needsThePlatform() {
        assumeThat(real.unavailable().orElse("")).isEmpty();
    }

    @Test
    void staysWithinItsReservation() throws IOException {
        try (FileSwapStore files = new FileSwapStore(folder, Duration.ofMinutes(1));
                PagedPlatform.Guest guest = start("guest", new Paging(files, RESERVATION_BYTES,
                        Duration.ofMinutes(1), PagingListener.NONE))) {
            assertThat(trappedBytesInMemory()).isLessThan(RESERVATION_BYTES + SLACK_BYTES);
            for (int round = 0; round < 20; round++) {
                work(guest, 500);

                assertThat(trappedBytesInMemory()).isLessThan(RESERVATION_BYTES + SLACK_BYTES);
            }
            assertThat(guest.prove()).isEmpty();

            assertThat(trappedBytesInMemory()).isLessThan(RESERVATION_BYTES + SLACK_BYTES);
            assertThat(guest.paged().figures().coldPages())
                    .isGreaterThan((MEMORY_BYTES - RESERVATION_BYTES - SLACK_BYTES) / 4096);
        }
    }

    /** What the kernel keeps of the memory that this process traps, by {@code /proc/self/smaps}. */
    private static long trappedBytesInMemory() throws IOException {
        long trappedKib = 0;
        long rangeKib = 0;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            if (line.startsWith("Rss:")) {
                rangeKib = Long.parseLong(line.replaceAll("\\D", ""));
            } else if (line.startsWith("VmFlags:") && line.contains(" um")) {
                trappedKib += rangeKib;
            }
        }
        return trappedKib << 10;
    }

    @Test
    void givesMemoryBackThatIsNoLongerReserved() throws IOException {
        try (PagedPlatform.Guest guest = start("guest")) {
            guest.paged().reserve(RESERVATION_BYTES / 4096 / 4);
            work(guest, 2_000);

            assertThat(guest.prove()).isEmpty();
            assertThat(trappedBytesInMemory()).isLessThan(RESERVATION_BYTES / 4 + SLACK_BYTES);
        }
    }

    @Test
    void logsEveryWriteWhileItIsPaged() {
        try (PagedPlatform.Guest guest = start("guest")) {
            RoundByRound copy = new RoundByRound(guest.memory());

            for (int round = 0; round < 10; round++) {
                copy.update();
            }
            guest.control().pause();
            copy.update();

            assertThat(copy.differingPage()).isEmpty();
        }
    }

    @Test
    void isPausedAndResumedAsPagesComeAndGo() {
        try (PagedPlatform.Guest guest = start("guest")) {
            for (int round = 0; round < 50; round++) {
                guest.control().pause();
                guest.control().resume();
                work(guest, 1);
            }

            assertThat(guest.prove()).isEmpty();
        }
    }

    @Test
    void sharesTheProcessWithAnotherAndWithTheCollector() {
        try (PagedPlatform.Guest one = start("one"); PagedPlatform.Guest other = start("other")) {
            for (int round = 0; round < 20; round++) {
                System.gc(); // A thread that waited for a page in Java code would stop the JVM here.
                work(one, 100);
                work(other, 100);
            }

            assertThat(one.prove()).isEmpty();
            assertThat(other.prove()).isEmpty();
        }
    }

    @Test
    void waitsForItsDeviceAndGoesOn() throws Exception {
        try (PagedPlatform.Guest guest = start("guest")) {
            store.goesDown();
            waiting.await();
            CompletableFuture<Void> paused = CompletableFuture.runAsync(guest.control()::pause,
                    Thread.ofPlatform().daemon()::start);

            store.comesBack();
            paused.join();
            guest.control().resume();

            work(guest, 1_000);
            assertThat(guest.prove()).isEmpty();
        }
    }

    @Test
    void isClosedWhileItWaitsForItsDevice() throws Exception {
        PagedPlatform.Guest guest = start("guest");
        store.goesDown();
        waiting.await();

        guest.close();
        guest.close();

        assertThat(trappedBytesInMemory()).isZero();
    }

    private PagedPlatform.Guest start(String guestId) {
        return start(guestId,
                new Paging(store, RESERVATION_BYTES, Duration.ofMinutes(1), new PagingListener() {
                    @Override
                    public void onWaiting(FerryException why) {
                        waiting.countDown();
                    }
                }));
    }

    private PagedPlatform.Guest start(String guestId, Paging paging) {
        MemoryGeometry geometry = real.geometry(MEMORY_BYTES);
        PageRun usable = real.usable(geometry);
        return new PagedPlatform(real, paging).start(guestId, geometry,
                Workload.sequential(11, usable, usable, STEPS_PER_SECOND));
    }

    private static void work(PagedPlatform.Guest guest, long steps) {
        long target = guest.control().workDone().orElseThrow() + steps;
        while (guest.control().workDone().orElseThrow() < target) {
            Thread.yield();
        }
    }
}
