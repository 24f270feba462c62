package dev.ferry.testkit.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.testkit.internal.Background;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.Workload;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every guest that says it can be slowed must keep to. Progress is compared in steps with a guest of the same work
 * that is not slowed, so that a busy machine slows both; the bounds are wide.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class StunContractTest {

    private static final long SEED = 1905;
    private static final long STEPS_PER_SECOND = 20_000;
    /** Steps of the guest that is not slowed: half a second, which is several slices of any stun. */
    private static final long SPAN_STEPS = STEPS_PER_SECOND / 2;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long MEMORY_BYTES = 16 << 20;

    /** Where the guests under test are made. */
    protected abstract GuestPlatform platform();

    @Test
    void doesClearlyLessWhileItIsStunnedAndAsMuchAsEverAfterwards() {
        try (GuestPlatform.Source stunned = start("stunned"); GuestPlatform.Source free = start("free")) {
            assertThat(stunned.control().stun(90)).as("claims to be slowed").isTrue();

            assertThat(stepsMeanwhile(stunned, free)).as("of %d steps, at 90 %%", SPAN_STEPS)
                    .isLessThan(SPAN_STEPS / 2);

            stunned.control().stun(0);
            assertThat(stepsMeanwhile(stunned, free)).as("of %d steps, at 0 %%", SPAN_STEPS)
                    .isGreaterThan(SPAN_STEPS / 2);
            assertThat(stunned.prove()).as("seed %d", SEED).isEmpty();
        }
    }

    @Test
    void isPausedSavedAndProvenAtAnyMomentOfAStun() {
        Random random = new Random(SEED);
        try (GuestPlatform.Source guest = start("moments")) {
            for (int moment = 0; moment < 300; moment++) {
                guest.control().stun(random.nextInt(100));
                spin(random.nextInt(1_000_000));
                guest.control().pause();
                long steps = steps(guest.control());
                assertThat(guest.control().saveState()).as("moment %d, seed %d", moment, SEED).isNotEmpty();
                spin(random.nextInt(100_000));
                assertThat(steps(guest.control())).as("moment %d, seed %d", moment, SEED).isEqualTo(steps);
                guest.control().resume();
            }
            guest.control().stun(99);
            assertThat(guest.prove()).as("seed %d", SEED).isEmpty();

            guest.control().stun(0);
            awaitSteps(guest.control(), steps(guest.control()) + 100);
            assertThat(guest.prove()).as("seed %d", SEED).isEmpty();
        }
    }

    @Test
    void refusesWhatIsNoStun() {
        try (GuestPlatform.Source guest = start("refusing")) {
            assertThatThrownBy(() -> guest.control().stun(-1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> guest.control().stun(100)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private GuestPlatform.Source start(String guestId) {
        MemoryGeometry geometry = platform().geometry(MEMORY_BYTES);
        PageRun work = platform().usable(geometry);
        return platform().start(guestId, geometry, Workload.sequential(SEED, work, work, STEPS_PER_SECOND));
    }

    /** The steps of a guest while another does a span. */
    private static long stepsMeanwhile(GuestPlatform.Source guest, GuestPlatform.Source other) {
        long before = steps(guest.control());
        awaitSteps(other.control(), steps(other.control()) + SPAN_STEPS);
        return steps(guest.control()) - before;
    }

    private static long steps(GuestControl control) {
        return control.workDone().orElseThrow();
    }

    private static void awaitSteps(GuestControl control, long steps) {
        Background.await(PATIENCE, "the guest's " + steps + " steps", () -> steps(control) >= steps);
    }

    private static void spin(long nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
        }
    }
}
