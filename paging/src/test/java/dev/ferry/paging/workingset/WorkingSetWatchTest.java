package dev.ferry.paging.workingset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.paging.PagerFigures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WorkingSetWatchTest {

    private static final int PAGE_BYTES = 4096;
    private static final MemoryGeometry GEOMETRY = MemoryGeometry.flat(PAGE_BYTES, 10_000);
    private static final WorkingSetSettings SETTINGS = WorkingSetSettings.DEFAULT;

    private final VirtualClock clock = new VirtualClock();
    private final WorkingSetWatch watch = new WorkingSetWatch(SETTINGS, Long.MAX_VALUE, clock);

    /** Figures as a test sets them. */
    private static final class Guest {

        private final List<Long> reservations = new ArrayList<>();
        private long reservationPages = 5000;
        private long memoryPages = 5000;
        private long swappedIn;
        private long swappedOut;

        void swap() {
            swappedIn += 1000;
            swappedOut += 1000;
        }

        WatchedGuest watched(String guestId) {
            return new WatchedGuest(guestId, GEOMETRY, () -> new PagerFigures(reservationPages, memoryPages,
                    10_000 - memoryPages, swappedIn, swappedOut, 0), pages -> {
                        reservationPages = pages;
                        reservations.add(pages);
                    });
        }
    }

    private void interval() {
        clock.advance(SETTINGS.interval());
        watch.step();
    }

    @Test
    void adjustsEachGuestByWhatItSwaps() {
        Guest one = new Guest();
        Guest other = new Guest();
        watch.add(one.watched("one"));
        watch.add(other.watched("other"));

        one.swappedIn += 2;
        one.swappedOut += 1;
        interval();

        assertThat(one.reservations).containsExactly(5150L);
        assertThat(other.reservations).containsExactly(4750L);
    }

    @Test
    void leavesOutWhatWentOutBecauseItShrank() {
        Guest guest = new Guest();
        watch.add(guest.watched("guest"));
        interval();
        guest.swappedOut += 250;
        guest.memoryPages = guest.reservationPages;
        interval();
        assertThat(guest.reservations).containsExactly(4750L, 4512L);

        guest.swappedIn += 10;
        guest.swappedOut += 238 + 10;
        guest.memoryPages = guest.reservationPages;
        interval();

        assertThat(guest.reservations.getLast()).as("after ten pages more").isGreaterThan(4512);
    }

    @Test
    void waitsForPagesToGoOutBeforeItShrinksFurther() {
        Guest guest = new Guest();
        guest.reservationPages = 4000;
        watch.add(guest.watched("guest"));
        for (int part = 0; part < 5; part++) {
            interval();
            assertThat(guest.reservations).isEmpty();
            guest.swappedOut += 100;
            guest.memoryPages -= 100;
        }

        interval();

        assertThat(guest.reservations).containsExactly(3800L);
    }

    @Test
    void leavesAGuestAsItIsThatFillsItsReservation() {
        Guest guest = new Guest();
        guest.memoryPages = 4000;
        watch.add(guest.watched("guest"));
        for (int part = 0; part < 10; part++) {
            guest.swappedIn += 100;
            guest.memoryPages += 100;
            interval();
            assertThat(guest.reservations).isEmpty();
        }

        guest.swappedIn += 100;
        guest.swappedOut += 100;
        interval();

        assertThat(guest.reservations).containsExactly(5150L);
    }

    @Test
    void doesNothingUntilTimeHasPassed() {
        Guest guest = new Guest();
        watch.add(guest.watched("guest"));

        watch.step();
        clock.advance(SETTINGS.interval().negated());
        watch.step();
        clock.advance(SETTINGS.interval().dividedBy(2));
        watch.step();

        assertThat(guest.reservations).isEmpty();
    }

    @Test
    void givesAllTogetherNoMoreThanTheHostHas() {
        WorkingSetWatch full = new WorkingSetWatch(SETTINGS, 10_200L * PAGE_BYTES, clock);
        List<Guest> guests = List.of(new Guest(), new Guest());
        full.add(guests.getFirst().watched("one"));
        full.add(guests.getLast().watched("other"));

        for (int steps = 0; steps < 20; steps++) {
            guests.forEach(Guest::swap);
            clock.advance(SETTINGS.interval());
            full.step();
            assertThat(guests.stream().mapToLong(guest -> guest.reservationPages).sum())
                    .isLessThanOrEqualTo(10_200);
        }
        assertThat(guests.stream().mapToLong(guest -> guest.reservationPages).sum()).isEqualTo(10_200);

        full.remove("one");
        guests.getLast().swap();
        clock.advance(SETTINGS.interval());
        full.step();
        assertThat(guests.getLast().reservationPages).isEqualTo((long) (5050 * 1.03));
    }

    @Test
    void leavesAGuestAloneThatIsRemoved() {
        Guest guest = new Guest();
        watch.add(guest.watched("guest"));
        watch.remove("guest");
        watch.remove("guest");
        interval();

        assertThat(guest.reservations).isEmpty();
        assertThat(watch.workingSets()).isEmpty();
    }

    @Test
    void tellsTheWorkingSetsThatAreKnown() {
        Guest guest = new Guest();
        watch.add(guest.watched("guest"));
        interval();
        assertThat(watch.workingSets()).as("never short of memory").isEmpty();

        guest.swap();
        interval();

        assertThat(watch.workingSets()).containsExactly(
                new GuestWorkingSet("guest", guest.reservationPages * PAGE_BYTES, false));
    }

    @Test
    void goesOnWithTheOthersWhereAGuestBreaks() {
        Guest guest = new Guest();
        watch.add(new WatchedGuest("broken", GEOMETRY, guest.watched("broken").figures(), _ -> {
            throw new IllegalStateException("closed");
        }));
        watch.add(guest.watched("guest"));
        interval();

        assertThat(guest.reservations).containsExactly(4750L);
    }

    @Test
    void refusesTwoOfOneName() {
        watch.add(new Guest().watched("guest"));

        assertThatThrownBy(() -> watch.add(new Guest().watched("guest")))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("guest");
    }

    @Test
    void isCalledSomeTimesInAnInterval() {
        assertThat(watch.stepInterval()).isEqualTo(Duration.ofMillis(500));
    }
}
