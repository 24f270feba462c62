package dev.ferry.paging.workingset;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A host with room for 100, which is under pressure above 90 until it is at 70. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PressureWatchTest {

    private static final Pressure PRESSURE = new Pressure(90, 70);
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final Duration STEP = Duration.ofSeconds(1);

    private final VirtualClock clock = new VirtualClock();
    private final Map<String, Long> guests = new LinkedHashMap<>();
    private final Map<String, CompletableFuture<Void>> moves = new LinkedHashMap<>();
    private final List<String> begun = new ArrayList<>();
    private final PressureWatch watch = new PressureWatch(PRESSURE, this::workingSets, this::move, PAUSE,
            clock);

    private List<GuestWorkingSet> workingSets() {
        return guests.entrySet().stream()
                .map(guest -> new GuestWorkingSet(guest.getKey(), guest.getValue(), true)).toList();
    }

    private CompletableFuture<Void> move(GuestWorkingSet guest) {
        begun.add(guest.guestId());
        CompletableFuture<Void> move = new CompletableFuture<>();
        assertThat(moves.put(guest.guestId(), move)).as("moves of %s at a time", guest.guestId()).isNull();
        return move;
    }

    private void step() {
        clock.advance(STEP);
        watch.step();
    }

    private void finish(String guest) {
        guests.remove(guest);
        moves.remove(guest).complete(null);
    }

    private void fail(String guest) {
        moves.remove(guest).completeExceptionally(new IllegalStateException("no way there"));
    }

    private void fourGuests() {
        guests.putAll(Map.of("a", 20L, "b", 21L, "c", 22L, "d", 23L));
    }

    @Test
    void movesNobodyUpToTheHighMark() {
        fourGuests();
        guests.put("a", 24L);

        step();

        assertThat(begun).isEmpty();
    }

    @Test
    void movesTheLeastThatIsEnough() {
        fourGuests();
        guests.put("d", 28L);

        step();

        assertThat(begun).containsExactly("b");
    }

    @Test
    void movesNobodyElseWhileTheMoveIsUnderWay() {
        fourGuests();
        guests.put("d", 28L);
        for (int steps = 0; steps < 100; steps++) {
            step();
        }

        assertThat(begun).hasSize(1);
        finish("b");
        step();
        assertThat(begun).hasSize(1);
    }

    @Test
    void countsAGuestThatIsGoneButStillListedAsGone() {
        fourGuests();
        guests.put("d", 28L);
        step();

        moves.get("b").complete(null);
        step();

        assertThat(begun).hasSize(1);
    }

    @Test
    void movesAGuestAgainThatCameBackLater() {
        fourGuests();
        guests.put("d", 28L);
        step();
        finish("b");
        step();

        guests.put("b", 21L);
        step();

        assertThat(begun).containsExactly("b", "b");
    }

    /** Once a guest is leaving, the others are at the low mark: between the marks nothing happens, however often. */
    @Test
    void doesNotFlapWhereTheSumGoesUpAndDownRoundEitherMark() {
        fourGuests();
        guests.put("d", 28L);
        step();
        finish("b");

        for (long sum : new long[]{69, 71, 70, 72, 89, 90, 88, 90, 71, 69, 90}) {
            guests.put("d", sum - 42);
            step();
        }
        assertThat(begun).containsExactly("b");

        guests.put("d", 91L - 42);
        step();
        assertThat(begun).hasSize(2);
    }

    @Test
    void movesMoreWhereTheOthersRiseAboveTheHighMarkMeanwhile() {
        fourGuests();
        guests.put("d", 28L);
        step();

        guests.put("d", 91L - 42);
        step();

        assertThat(begun).containsExactly("b", "c");
    }

    @Test
    void waitsBeforeItTriesAgainAfterAFailure() {
        fourGuests();
        guests.put("d", 28L);
        step();
        fail("b");
        for (int steps = 0; steps < PAUSE.toSeconds(); steps++) {
            step();
            assertThat(begun).hasSize(1);
        }

        step();

        assertThat(begun).containsExactly("b", "b");
    }

    @Test
    void takesAMoveThatCannotBeginForOneThatFailed() {
        int[] attempts = {0};
        PressureWatch refused = new PressureWatch(PRESSURE, this::workingSets, _ -> {
            attempts[0]++;
            throw new IllegalStateException("no destination");
        }, PAUSE, clock);
        guests.put("a", 91L);

        refused.step();
        refused.step();
        clock.advance(PAUSE);
        refused.step();

        assertThat(attempts[0]).isEqualTo(2);
    }

    @Test
    void forgetsTheFailureWhereThePressureHasGone() {
        fourGuests();
        guests.put("d", 28L);
        step();
        fail("b");
        guests.put("d", 20L);
        clock.advance(PAUSE.multipliedBy(2));
        step();
        step();

        assertThat(begun).hasSize(1);
    }

    /**
     * Working sets that wander at random, moves that take a while and may fail: nobody is moved without need, the rest
     * is at the low mark afterwards, and between two moves the sum has risen by the distance of the marks.
     */
    @Test
    void movesOnlyWithNeedAndEnoughHoweverItWanders() {
        for (long seed = 0; seed < 500; seed++) {
            PressureWatchTest host = new PressureWatchTest();
            host.wander(new Random(seed), "seed " + seed);
        }
    }

    private void wander(Random random, String description) {
        for (int guest = 0; guest < 8; guest++) {
            guests.put("guest " + guest, 8L + random.nextInt(4));
        }
        long failedAt = Long.MIN_VALUE;
        for (int second = 0; second < 500; second++) {
            guests.replaceAll((_, bytes) -> Math.max(1, bytes + random.nextInt(-2, 3)));
            long before = staying();
            int begunBefore = begun.size();
            step();
            boolean moved = begun.size() > begunBefore;
            boolean paused = second <= failedAt + PAUSE.toSeconds();
            assertThat(moved).as("%s, second %d: %d stay", description, second, before)
                    .isEqualTo(before > PRESSURE.highBytes() && !paused);
            if (moved) {
                assertThat(staying()).as("%s, second %d", description, second)
                        .isLessThanOrEqualTo(PRESSURE.lowBytes());
            }
            for (String guest : List.copyOf(moves.keySet())) {
                if (random.nextInt(10) == 0) {
                    if (random.nextInt(5) == 0) {
                        fail(guest);
                        failedAt = second;
                    } else {
                        finish(guest);
                    }
                }
            }
            if (guests.size() < 8 && random.nextInt(20) == 0) {
                guests.put("guest at " + second, 5L);
            }
        }
    }

    private long staying() {
        return guests.entrySet().stream().filter(guest -> !moves.containsKey(guest.getKey()))
                .mapToLong(Map.Entry::getValue).sum();
    }
}
