package dev.ferry.paging.workingset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.MemoryGeometry;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WorkingSetTrackerTest {

    private static final long ROOM = 1 << 20;
    private static final long MEMORY_PAGES = 10_000;
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofSeconds(30);
    /** With pages of 4096 bytes and 4096 bytes per second: two pages in the short interval, thirty in the long one. */
    private static final WorkingSetSettings PAPER = WorkingSetSettings.DEFAULT;
    private static final long LITTLE = 2;
    private static final long MUCH = 3;

    private final WorkingSetTracker tracker = tracker(PAPER, 5000);

    private static WorkingSetTracker tracker(WorkingSetSettings settings, long reservationPages) {
        return new WorkingSetTracker(settings, MemoryGeometry.flat(4096, MEMORY_PAGES), reservationPages);
    }

    private static WorkingSetSettings between(long minBytes, long maxBytes) {
        return new WorkingSetSettings(0.95, 1.03, 4096, SHORT, LONG, minBytes, maxBytes);
    }

    private long afterShortInterval(long swappedPages) {
        return tracker.adjust(swappedPages, 1, SHORT, ROOM);
    }

    @Test
    void growsWhileTheGuestSwapsMoreThanTheThreshold() {
        assertThat(afterShortInterval(MUCH)).isEqualTo(5150);
        assertThat(afterShortInterval(1_000_000)).isEqualTo(5304);
    }

    @Test
    void shrinksWhileTheGuestSwapsLess() {
        assertThat(afterShortInterval(LITTLE)).isEqualTo(4750);
        assertThat(afterShortInterval(0)).isEqualTo(4512);
    }

    @Test
    void doesNothingBeforeAnIntervalIsOver() {
        assertThat(tracker.adjust(2, 2, Duration.ofMillis(1500), ROOM)).isEqualTo(5000);
        assertThat(tracker.adjust(1, 1, Duration.ofMillis(500), ROOM)).as("three pages in all")
                .isEqualTo(5150);
        assertThat(tracker.adjust(0, 0, Duration.ofMillis(1999), ROOM)).isEqualTo(5150);
    }

    @Test
    void takesALateCallForALongerInterval() {
        assertThat(tracker.adjust(3, 3, Duration.ofSeconds(3), ROOM)).isEqualTo(4750);
    }

    @Test
    void leavesAReservationThatIsStillBeingFilled() {
        assertThat(tracker.adjust(1000, 0, SHORT, ROOM)).isEqualTo(5000);
        assertThat(tracker.adjust(1000, 1, SHORT, ROOM)).isEqualTo(5150);
        assertThat(tracker.adjust(1000, 0, SHORT, ROOM)).isEqualTo(5150);
        assertThat(tracker.adjust(LITTLE, 0, SHORT, ROOM)).as("full").isEqualTo(4892);
    }

    @Test
    void growsByAPageAtLeast() {
        WorkingSetTracker small = tracker(between(0, 0), 1);

        assertThat(small.adjust(MUCH, MUCH, SHORT, ROOM)).isEqualTo(2);
        assertThat(small.adjust(MUCH, MUCH, SHORT, ROOM)).isEqualTo(3);
    }

    @Test
    void growsNoFurtherThanThereIsRoom() {
        assertThat(tracker.adjust(MUCH, MUCH, SHORT, 7)).isEqualTo(5007);
        assertThat(tracker.adjust(MUCH, MUCH, SHORT, 0)).isEqualTo(5007);
        assertThat(tracker.adjust(MUCH, MUCH, SHORT, -10)).isEqualTo(5007);
    }

    @Test
    void staysWithinItsLimitsWhateverIsSwapped() {
        for (long seed = 0; seed < 1000; seed++) {
            Random random = new Random(seed);
            long min = random.nextLong(3 * 4096);
            long max = random.nextBoolean() ? 0 : min + random.nextLong(2 * MEMORY_PAGES * 4096);
            WorkingSetTracker limited = tracker(between(min, max), 1 + random.nextLong(MEMORY_PAGES));
            for (int call = 0; call < 500; call++) {
                boolean up = random.nextInt(500) < call;
                limited.adjust(up ? random.nextLong(Integer.MAX_VALUE) : 0, random.nextInt(2),
                        Duration.ofMillis(2000 + random.nextInt(5000)), ROOM);

                assertThat(limited.reservationPages()).as("seed %d, call %d", seed, call)
                        .isBetween(Math.max(1, min / 4096),
                                max == 0 ? MEMORY_PAGES : Math.clamp(max / 4096, 1, MEMORY_PAGES));
            }
        }
    }

    @Test
    void isStableOnceItSwingsRoundTheThreshold() {
        swing();

        assertThat(tracker.isStable()).isTrue();
        assertThat(tracker.interval()).isEqualTo(LONG);
    }

    @Test
    void isNotStableWhileItOnlyShrinksOrOnlyGrows() {
        for (int adjustment = 0; adjustment < 30; adjustment++) {
            afterShortInterval(0);
            assertThat(tracker.isStable()).isFalse();
        }
        for (int adjustment = 0; adjustment < 30; adjustment++) {
            afterShortInterval(MUCH);
            assertThat(tracker.isStable()).isFalse();
        }
    }

    @Test
    void isStableNoMoreOnceItShrinksTwiceInARow() {
        swing();

        tracker.adjust(0, 0, LONG, ROOM);
        assertThat(tracker.isStable()).isTrue();
        tracker.adjust(0, 0, LONG, ROOM);
        assertThat(tracker.isStable()).isFalse();
        assertThat(tracker.interval()).isEqualTo(SHORT);
    }

    @Test
    void isStableNoMoreOnceItGrowsFourTimesInARow() {
        swing();
        tracker.adjust(0, 0, LONG, ROOM);

        for (int growth = 0; growth < 3; growth++) {
            afterShortInterval(31);
            assertThat(tracker.isStable()).isTrue();
        }
        afterShortInterval(31);
        assertThat(tracker.isStable()).isFalse();
    }

    @Test
    void leavesAStableGuestAloneForTheLongInterval() {
        swing();
        long before = tracker.reservationPages();

        for (int call = 0; call < 14; call++) {
            assertThat(tracker.adjust(2, 2, SHORT, ROOM)).isEqualTo(before);
        }
        assertThat(tracker.adjust(2, 2, SHORT, ROOM)).as("thirty pages in thirty seconds").isLessThan(before);
    }

    @Test
    void growsAtOnceWhereTheLongIntervalCannotComeOutQuiet() {
        swing();
        long before = tracker.reservationPages();

        assertThat(afterShortInterval(30)).as("may still be all for thirty seconds").isEqualTo(before);
        assertThat(afterShortInterval(1)).isEqualTo((long) (before * 1.03));
    }

    @Test
    void knowsNoWorkingSetUntilTheGuestHasSwapped() {
        afterShortInterval(0);
        assertThat(tracker.workingSetPages()).isEmpty();

        afterShortInterval(MUCH);
        assertThat(tracker.workingSetPages()).hasValue(tracker.reservationPages());

        afterShortInterval(0);
        assertThat(tracker.workingSetPages()).hasValue(tracker.reservationPages());
    }

    /** Nine adjustments: down, up, up, down, up, up, down, up, up. */
    private void swing() {
        for (int swings = 0; swings < 3; swings++) {
            tracker.adjust(0, 0, tracker.interval(), ROOM);
            tracker.adjust(31, 31, tracker.interval(), ROOM);
            tracker.adjust(31, 31, tracker.interval(), ROOM);
        }
    }
}
