package dev.ferry.guest.kvm;

import static dev.ferry.guest.kvm.Registers.Register.RCX;
import static dev.ferry.guest.kvm.Registers.Register.RDX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ferry.api.memory.PageRun;
import dev.ferry.memory.linux.GuestMemory;
import dev.ferry.testkit.internal.Background;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the monitor makes of pages that a guest offers, be it one that lies. */
@Timeout(60)
class KvmBalloonOfferTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final PageRun USABLE = new PageRun(5, 1000);
    private static final long ENTRIES = 6;

    private final Monitor monitor = new Monitor();
    private final GuestMemory memory = new GuestMemory(GuestLayout.ofSize(16L << 20).geometry(),
            GuestMemory.Backing.ANONYMOUS);
    private final KvmBalloon balloon = new KvmBalloon("test", monitor, memory, USABLE);
    private final List<PageRun> discarded = new ArrayList<>();

    @BeforeEach
    void runGuest() {
        balloon.discardBy(() -> true, discarded::add);
        monitor.locked(() -> {
            balloon.guestRuns(true);
            balloon.count(500, 0);
        });
    }

    @AfterEach
    void freeMemory() {
        memory.close();
    }

    @Test
    void takesNothingThatNobodyWants() {
        entries(20, 21);

        assertThat(balloon.take(offer(2, ENTRIES * 4096))).isZero();

        assertThat(discarded).isEmpty();
        assertThat(balloon.sizePages()).isZero();
    }

    @Test
    void takesAsManyAsAreWantedInRuns() throws Exception {
        entries(40, 20, 22, 21, 50);
        FutureTask<Long> inflation = inflate(4);

        assertThat(balloon.take(offer(5, ENTRIES * 4096))).isEqualTo(4);

        assertThat(Background.result(inflation, PATIENCE, "the inflation")).isEqualTo(4);
        assertThat(discarded).containsExactly(new PageRun(20, 3), new PageRun(40, 1));
        assertThat(balloon.sizePages()).isEqualTo(4);
        assertThat(balloon.freePages()).isEqualTo(496);
    }

    @ParameterizedTest
    @CsvSource({"1, 24576, 4", "1, 24576, 1005", "1, 24576, -1", "1, 16384, 20", "2, 4116472, 20",
            "-1, 24576, 20",
            "1, -8, 20", "100000000000, 24576, 20"})
    void refusesWhatIsNotTheGuestsOwn(long count, long address, long page) throws Exception {
        entries(page);
        FutureTask<Long> inflation = inflate(1L << 40);

        assertThatIllegalArgumentException().isThrownBy(() -> balloon.take(offer(count, address)));

        assertThat(discarded).isEmpty();
        monitor.locked(() -> {
            balloon.guestRuns(false);
            monitor.signalAll();
        });
        assertThat(Background.result(inflation, PATIENCE, "the inflation")).isZero();
    }

    private FutureTask<Long> inflate(long pages) {
        FutureTask<Long> inflation = Background.start(() -> balloon.inflate(pages));
        Background.await(PATIENCE, "a request", balloon::hasCommand);
        return inflation;
    }

    private void entries(long... pages) {
        for (int index = 0; index < pages.length; index++) {
            memory.segment(new PageRun(ENTRIES, 1)).setAtIndex(Struct.U64, index, pages[index] * 4096);
        }
    }

    private static Registers offer(long count, long address) {
        Registers registers = Registers.zeroed();
        registers.set(RCX, count);
        registers.set(RDX, address);
        return registers;
    }
}
