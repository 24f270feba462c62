package dev.ferry.testkit.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.guest.GuestHost;
import dev.ferry.api.guest.Reservation;
import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.testkit.internal.Background;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link GuestHost} and its {@link Reservation}s promise. Extend it and give the host. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class GuestHostContractTest {

    private static final int RESERVATIONS = 12;
    private static final Path PROCESS_STATUS = Path.of("/proc/self/status");

    /** For the tests' subclasses. */
    protected GuestHostContractTest() {}

    /** The host; asked for once per test. */
    protected abstract GuestHost host();

    /** A guest of at least 32 MiB, so that a leak shows, that the host has room for. */
    protected abstract MemoryGeometry geometry();

    /** A guest that the host has to refuse: too large, or of a shape that it does not know. */
    protected abstract MemoryGeometry impossible();

    /**
     * A figure that grows with each reservation, and falls when that is closed. The default is the size of this
     * process's address space, which Linux tells.
     */
    protected long heldBytes() {
        assumeThat(PROCESS_STATUS).as("the size of the address space is known on Linux only").exists();
        try (var lines = Files.lines(PROCESS_STATUS)) {
            String size = lines.filter(line -> line.startsWith("VmSize:")).findFirst().orElseThrow();
            return 1024 * Long.parseLong(size.replaceAll("\\D", ""));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** How long a call may take; what takes longer has failed. */
    protected Duration patience() {
        return Duration.ofSeconds(10);
    }

    @Test
    void hasAllPagesMissing() {
        try (Reservation room = reserve(host())) {
            assertThat(room.trap().present().isEmpty()).isTrue();
        }
    }

    @Test
    void hasTheShapeThatWasAskedFor() {
        try (Reservation room = reserve(host())) {
            assertThat(room.trap().geometry()).isEqualTo(geometry());
        }
    }

    @Test
    void hasOneTrapAndOneControl() {
        try (Reservation room = reserve(host())) {
            assertThat(room.trap()).isSameAs(room.trap());
            assertThat(room.control()).isSameAs(room.control());
        }
    }

    @Test
    void keepsTwoGuestsApart() {
        GuestHost host = host();
        try (Reservation one = host.reserve("one", geometry());
                Reservation two = host.reserve("two", geometry())) {
            one.trap().placeZero(new PageRun(3, 2));

            assertThat(two.trap().present().isEmpty()).isTrue();
            assertThat(one.trap().present().size()).isEqualTo(2);
        }
    }

    @Test
    void closesTwice() {
        Reservation room = reserve(host());
        room.close();

        assertThatCode(room::close).doesNotThrowAnyException();
    }

    @Test
    void closesAfterTheTrapWasClosed() {
        Reservation room = reserve(host());
        room.trap().close();

        assertThatCode(room::close).doesNotThrowAnyException();
    }

    @Test
    void closesWhileAFaultThreadLeaves() throws Exception {
        Reservation room = reserve(host());
        FaultTrap trap = room.trap();
        FutureTask<Long> fault = Background.start(trap::nextFault);

        trap.stopFaults();
        Background.within(patience(), "closing", () -> {
            room.close();
            return room;
        });

        assertThat(Background.result(fault, patience(), "the wait for faults")).isEqualTo(FaultTrap.STOPPED);
    }

    @Test
    void givesBackWhatItTook() {
        GuestHost host = host();
        for (int warmUp = 0; warmUp < 2; warmUp++) {
            reserve(host).close();
        }
        long before = heldBytes();

        for (int time = 0; time < RESERVATIONS; time++) {
            reserve(host).close();
        }

        assertThat(heldBytes() - before)
                .as("bytes that are held after %d reservations of %d bytes were closed", RESERVATIONS,
                        geometry().memoryBytes())
                .isLessThan(RESERVATIONS * geometry().memoryBytes() / 2);
    }

    @Test
    void refusesAndSaysSo() {
        assertThatThrownBy(() -> host().reserve("too-much", impossible()))
                .asInstanceOf(InstanceOfAssertFactories.type(FerryException.class))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.RESERVATION_REFUSED))
                .satisfies(refused -> assertThat(refused.getMessage()).isNotBlank());
    }

    @Test
    void keepsNothingOfWhatItRefuses() {
        GuestHost host = host();
        long before = heldBytes();
        for (int time = 0; time < 3; time++) {
            assertThatThrownBy(() -> host.reserve("too-much", impossible()))
                    .isInstanceOf(FerryException.class);
        }

        assertThat(heldBytes() - before).as("bytes held of refused guests")
                .isLessThan(geometry().memoryBytes());
        reserve(host).close();
    }

    private Reservation reserve(GuestHost host) {
        return host.reserve("guest", geometry());
    }
}
