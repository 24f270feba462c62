package dev.ferry.simulator.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.simulator.channel.Channel;
import dev.ferry.simulator.guest.SimulatedGuest;
import dev.ferry.simulator.guest.SimulatedMemory;
import dev.ferry.simulator.host.HostedGuest.Paging;
import dev.ferry.simulator.time.Simulation;
import dev.ferry.workload.SplitMix;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;

class HostedGuestTest {

    private static final int PAGES = 64;
    private static final int RESERVED = 20;
    private static final int PAGE_BYTES = 4096;
    private static final long NANOS_PER_TOUCH = 1000;

    private final Simulation simulation = new Simulation();
    private final SimulatedMemory memory = new SimulatedMemory(MemoryGeometry.flat(PAGE_BYTES, PAGES));
    private final SimulatedGuest guest = new SimulatedGuest(simulation, "guest", memory, 1);
    private final SwapDrive drive = new SwapDrive(new Channel(simulation, 100_000_000, 0));

    private HostedGuest hosted(Paging paging) {
        HostedGuest host = new HostedGuest(guest, RESERVED, drive, paging);
        host.fill(new PageRun(0, PAGES));
        guest.onCold(host);
        return host;
    }

    /** What came first goes, unless it was touched since. */
    private static final class Oracle {

        private final Deque<Long> queue = new ArrayDeque<>();
        private final Set<Long> touched = new HashSet<>();
        private long swappedIn;

        Oracle() {
            for (long page = 0; page < PAGES; page++) {
                add(page);
            }
        }

        private void add(long page) {
            while (queue.size() >= RESERVED) {
                long first = queue.removeFirst();
                if (touched.remove(first)) {
                    queue.addLast(first);
                }
            }
            queue.addLast(page);
        }

        void touch(long page) {
            if (!queue.contains(page)) {
                add(page);
                swappedIn++;
            }
            touched.add(page);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void keepsWhatASlowModelKeeps(long seed) {
        HostedGuest host = hosted(new Paging(1, false));
        List<Long> touches = new ArrayList<>();
        guest.with(step -> {
            long page = SplitMix.below(PAGES / (1 + touches.size() % 2), seed * 1_000_003 + touches.size());
            touches.add(page);
            step.set(page, 1, false, NANOS_PER_TOUCH, 1);
        });
        guest.start();
        simulation.runUntil(50_000_000);
        guest.pause();
        simulation.runUntil(60_000_000);
        Oracle oracle = new Oracle();
        touches.subList(0, (int) guest.work()).forEach(oracle::touch);
        if (host.figures().swappedIn() > oracle.swappedIn) {
            oracle.touch(touches.get((int) guest.work())); // The one that it waited for when it was paused.
        }
        Set<Long> inMemory = new HashSet<>();
        for (long page = 0; page < PAGES; page++) {
            if (!memory.cold().contains(page)) {
                inMemory.add(page);
            }
        }
        assertThat(guest.work()).as("seed %d", seed).isGreaterThan(500);
        assertThat(host.figures().swappedIn()).as("seed %d", seed).isEqualTo(oracle.swappedIn);
        assertThat(inMemory).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(oracle.queue);
    }

    @Test
    void hasNoMoreThanItsReservation() {
        HostedGuest host = hosted(new Paging(1, false));

        assertThat(host.figures().memoryPages()).isEqualTo(RESERVED);
        assertThat(memory.cold().size()).isEqualTo(PAGES - RESERVED);

        host.reserve(5);

        assertThat(host.figures().memoryPages()).isEqualTo(5);
        assertThat(memory.cold().size()).isEqualTo(PAGES - 5);
    }

    @Test
    void readsForASenderByRequestsOfSomePages() {
        HostedGuest host = hosted(new Paging(8, false));
        long[] readNanos = {0};

        host.read(0, 16, () -> readNanos[0] = simulation.nowNanos());
        simulation.runUntil(100_000_000);

        assertThat(host.figures().swappedIn()).isEqualTo(16);
        assertThat(readNanos[0]).isBetween(2L * 16 * PAGE_BYTES * 10, 2L * 16 * PAGE_BYTES * 10 + 100);
        assertThat(host.figures().memoryPages()).isEqualTo(RESERVED);
    }

    @Test
    void doesNotWriteWhatTheDeviceHasStill() {
        HostedGuest keeping = hosted(new Paging(8, true));
        keeping.read(0, 16, () -> {});
        simulation.runUntil(100_000_000);
        long written = keeping.figures().swappedOut();

        keeping.read(16, 32, () -> {});
        simulation.runUntil(200_000_000);

        assertThat(written).isEqualTo(PAGES - RESERVED + 16);
        assertThat(keeping.figures().swappedOut() - written).isEqualTo(4);
    }

    @Test
    void letsSentPagesGoFirst() {
        HostedGuest host = hosted(new Paging(8, false));
        host.handOver();
        host.sent(PAGES - 8, PAGES);

        host.read(0, 8, () -> {});
        simulation.runUntil(100_000_000);

        assertThat(memory.cold().next(PAGES - RESERVED)).isEqualTo(-1);
    }

    @Test
    void hasSomething() {
        assertThatThrownBy(() -> new HostedGuest(guest, 0, drive, new Paging(1, false)))
                .hasMessageContaining("0 pages");
        assertThatThrownBy(() -> new Paging(0, false)).hasMessageContaining("0 pages");
    }
}
