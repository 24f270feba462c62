package dev.ferry.paging.workingset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.paging.workingset.ModelGuest.Recency;
import dev.ferry.workload.Task.Order;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tracker and its watch on guests in virtual time. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ConvergenceTest {

    private static final int SEEDS = 2;
    private static final Percentage CLOSE = Percentage.withPercentage(15);
    private static final long UNLIMITED = Long.MAX_VALUE;
    private static final WorkingSetSettings SETTINGS = new WorkingSetSettings(0.95, 1.03, 4096,
            Duration.ofSeconds(2), Duration.ofSeconds(30), 4096, 0);

    /** A guest that is watched, as time passes. */
    private static final class Run {

        private final VirtualClock clock = new VirtualClock();
        private final WorkingSetWatch watch = new WorkingSetWatch(SETTINGS, UNLIMITED, clock);
        private final ModelGuest guest;
        private final String description;

        Run(Recency recency, Order order, long seed) {
            Random random = new Random(seed);
            long pageCount = 1000 + random.nextInt(2000);
            long touchesPerSecond = pageCount * (1 + random.nextInt(4));
            guest = new ModelGuest(recency, pageCount, order, touchesPerSecond, seed);
            guest.workIn(pageCount / 4);
            description = "seed " + seed + ", " + pageCount + " pages, " + touchesPerSecond + " touches/s";
            watch.add(guest.watched("guest"));
        }

        void pass(Duration time) {
            for (Duration left = time; left.isPositive(); left = left.minus(watch.stepInterval())) {
                guest.run(watch.stepInterval());
                clock.advance(watch.stepInterval());
                watch.step();
            }
        }

        void assertCloseFor(Duration time) {
            for (Duration left = time; left.isPositive(); left = left.minus(SETTINGS.interval())) {
                pass(SETTINGS.interval());
                assertThat(guest.figures().reservationPages()).as("%s, %s before the end", description, left)
                        .isCloseTo(guest.workingSetPages(), CLOSE);
            }
        }

        boolean isStable() {
            return watch.workingSets().getFirst().stable();
        }
    }

    @ParameterizedTest
    @CsvSource({"LRU, SEQUENTIAL", "LRU, RANDOM", "LRU, ZIPF", "SECOND_CHANCE, SEQUENTIAL",
            "SECOND_CHANCE, RANDOM",
            "SECOND_CHANCE, ZIPF"})
    void findsAQuarterOfMemoryAndFollowsItsSteps(Recency recency, Order order) {
        for (long seed = 0; seed < SEEDS; seed++) {
            Run run = new Run(recency, order, seed);

            run.pass(Duration.ofMinutes(3));
            run.assertCloseFor(Duration.ofMinutes(5));
            run.guest.workIn(run.guest.workingSetPages() * 3 / 2);
            run.pass(Duration.ofMinutes(1));
            run.assertCloseFor(Duration.ofMinutes(5));
            run.guest.workIn(run.guest.workingSetPages() / 2);
            run.pass(Duration.ofMinutes(4));
            run.assertCloseFor(Duration.ofMinutes(5));
        }
    }

}
