package dev.ferry.paging.workingset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class PressureTest {

    private static final long PAGE = 4096;

    @Test
    void letsAllStayUpToTheHighMark() {
        assertThat(new Pressure(100, 50).select(guests(60, 40))).isEmpty();
        assertThat(new Pressure(100, 50).select(List.of())).isEmpty();
    }

    @Test
    void movesTheFewestThatAreEnough() {
        // 101 in all: one of 51 or more has to go, though two smaller ones would be less to move.
        assertThat(sizes(new Pressure(100, 50).select(guests(60, 20, 21)))).containsExactly(60L);
    }

    @Test
    void movesTheLeastAmongAsFew() {
        List<GuestWorkingSet> guests = guests(60, 36, 31);

        assertThat(sizes(new Pressure(100, 97).select(guests))).containsExactly(31L);
        assertThat(sizes(new Pressure(100, 96).select(guests))).containsExactly(31L);
        assertThat(sizes(new Pressure(100, 95).select(guests))).containsExactly(36L);
        assertThat(sizes(new Pressure(100, 90).select(guests))).containsExactly(60L);
        assertThat(sizes(new Pressure(100, 66).select(guests))).containsExactlyInAnyOrder(36L, 31L);
    }

    @Test
    void movesAllWhereNothingMayStay() {
        assertThat(sizes(new Pressure(10, 0).select(guests(4, 4, 4)))).containsExactly(4L, 4L, 4L);
    }

    @Test
    void selectsAsTryingEverySubsetDoes() {
        for (long seed = 0; seed < 5000; seed++) {
            Random random = new Random(seed);
            long unit = random.nextBoolean() ? 1 : PAGE;
            int kinds = 1 + random.nextInt(random.nextBoolean() ? 4 : 1000);
            List<GuestWorkingSet> guests = guests(IntStream.range(0, random.nextInt(13))
                    .mapToLong(_ -> unit * random.nextInt(kinds)).toArray());
            long sum = guests.stream().mapToLong(GuestWorkingSet::bytes).sum();
            long high = random.nextLong(sum + 2);
            Pressure pressure = new Pressure(high, random.nextLong(high + 1));

            List<GuestWorkingSet> selected = pressure.select(guests);

            Best oracle = bySubsets(guests, pressure);
            assertThat(selected).as("seed %d: %s of %s", seed, pressure, guests).hasSize(oracle.count())
                    .doesNotHaveDuplicates().isSubsetOf(guests);
            assertThat(selected.stream().mapToLong(GuestWorkingSet::bytes).sum())
                    .as("seed %d: %s of %s", seed, pressure, guests).isEqualTo(oracle.bytes());
        }
    }

    private record Best(int count, long bytes) {}

    private static Best bySubsets(List<GuestWorkingSet> guests, Pressure pressure) {
        long sum = guests.stream().mapToLong(GuestWorkingSet::bytes).sum();
        if (sum <= pressure.highBytes()) {
            return new Best(0, 0);
        }
        Best best = new Best(Integer.MAX_VALUE, Long.MAX_VALUE);
        for (int subset = 0; subset < 1 << guests.size(); subset++) {
            int count = Integer.bitCount(subset);
            long bytes = 0;
            for (int guest = 0; guest < guests.size(); guest++) {
                bytes += (subset >> guest & 1) * guests.get(guest).bytes();
            }
            boolean better = count < best.count() || count == best.count() && bytes < best.bytes();
            if (sum - bytes <= pressure.lowBytes() && better) {
                best = new Best(count, bytes);
            }
        }
        return best;
    }

    /** With so many the sums are dense: what is to be found is one that is enough to the page. */
    @Test
    void isExactForAThousandGuests() {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            List<GuestWorkingSet> guests = guests(IntStream.range(0, 1000)
                    .mapToLong(_ -> PAGE * (1 + random.nextInt(1 << 20))).toArray());
            long sum = guests.stream().mapToLong(GuestWorkingSet::bytes).sum();
            long enough = PAGE * (1 << 22) + random.nextLong(sum * 9 / 10);

            List<GuestWorkingSet> selected = new Pressure(sum - 1, sum - enough).select(guests);

            long[] largest = guests.stream().mapToLong(guest -> -guest.bytes()).sorted().map(bytes -> -bytes)
                    .limit(selected.size() - 1).toArray();
            assertThat(Arrays.stream(largest).sum()).as("seed %d: fewer are not enough", seed)
                    .isLessThan(enough);
            assertThat(selected.stream().mapToLong(GuestWorkingSet::bytes).sum()).as("seed %d", seed)
                    .isEqualTo(Math.ceilDiv(enough, PAGE) * PAGE);
        }
    }

    /** So large and so different that hardly any add up to what is asked for, and too many to look at all. */
    @Test
    void endsWhereItCannotBeExact() {
        Random random = new Random(1);
        List<GuestWorkingSet> guests = guests(
                IntStream.range(0, 60).mapToLong(_ -> (1L << 55) + random.nextLong(1L << 55)).toArray());
        long sum = guests.stream().mapToLong(GuestWorkingSet::bytes).sum();
        long enough = sum / 2;

        List<GuestWorkingSet> selected = new Pressure(sum - 1, sum - enough).select(guests);

        assertThat(selected.stream().mapToLong(GuestWorkingSet::bytes).sum())
                .isBetween(enough, enough + enough / 1000);
    }

    @Test
    void refusesMarksThatMeanNothing() {
        assertThatThrownBy(() -> new Pressure(1, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Pressure(1, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<GuestWorkingSet> guests(long... bytes) {
        List<GuestWorkingSet> guests = new ArrayList<>();
        for (long size : bytes) {
            guests.add(new GuestWorkingSet("guest " + guests.size(), size, true));
        }
        return guests;
    }

    private static List<Long> sizes(List<GuestWorkingSet> guests) {
        return guests.stream().map(GuestWorkingSet::bytes).toList();
    }
}
