package dev.ferry.ballooning;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a guest does, its balloon is what the paper's rule says, page by page and moment by moment. */
class SelfBallooningPropertyTest {

    private static final int STEPS = 300;

    /** The paper's rule, slow and obvious, and what it makes of a guest. */
    private static final class Oracle {

        private final BallooningSettings settings;
        private long free;
        private long used;
        private long ballooned;
        private boolean paused;
        private Instant nextInflation = Instant.EPOCH;
        private Instant heldUntil = Instant.EPOCH;

        Oracle(BallooningSettings settings, long free) {
            this.settings = settings;
            this.free = free;
        }

        /** Looks at each millisecond of a span, without its first one. */
        void pass(Instant from, Duration span) {
            for (long millis = 1; millis <= span.toMillis(); millis++) {
                look(from.plusMillis(millis));
            }
        }

        void look(Instant now) {
            if (now.isBefore(nextInflation) || now.isBefore(heldUntil)) {
                return;
            }
            nextInflation = now.plus(settings.interval());
            while (!paused && (ballooned + 1) * 100 <= (free + ballooned) * settings.fillPercent()) {
                ballooned++;
                free--;
            }
        }

        void use(Instant now, long pages, long asked) {
            for (long page = 0; page < pages; page++) {
                if (free == 0) {
                    ask(now, asked);
                }
                if (free > 0) {
                    free--;
                    used++;
                }
            }
        }

        void ask(Instant now, long asked) {
            heldUntil = now.plus(settings.interval().multipliedBy(settings.backOffIntervals()));
            long given = paused ? 0 : Math.min(ballooned, Math.max(asked, settings.pressurePages()));
            ballooned -= given;
            free += given;
        }
    }

    static LongStream seeds() {
        return new Random().longs(40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theBalloonIsWhatTheRuleSays(long seed) {
        Random random = new Random(seed);
        BallooningSettings settings = new BallooningSettings(Duration.ofMillis(1 + random.nextInt(50)),
                1 + random.nextInt(99), 1 + random.nextInt(200), random.nextInt(12));
        long pages = random.nextInt(5_000);
        VirtualClock clock = new VirtualClock();
        ListGuest guest = new ListGuest(pages);
        SelfBallooning ballooning = new SelfBallooning("guest", guest, settings, clock);
        guest.onPressure(ballooning::press);
        Oracle oracle = new Oracle(settings, pages);
        oracle.look(clock.instant());
        clock.pass(Duration.ZERO, ballooning);
        List<String> done = new ArrayList<>(List.of(settings + ", " + pages + " pages"));
        for (int step = 0; step < STEPS; step++) {
            Instant now = clock.instant();
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    long count = random.nextLong(pages / 4 + 1);
                    long asked = 1 + random.nextInt(300);
                    done.add("use " + count + ", asking for " + asked);
                    guest.use(count, asked);
                    oracle.use(now, count, asked);
                }
                case 2 -> {
                    long count = random.nextLong(guest.usedPages() + 1);
                    done.add("release " + count);
                    guest.release(count);
                    oracle.used -= count;
                    oracle.free += count;
                }
                case 3 -> {
                    boolean paused = random.nextInt(4) == 0;
                    done.add("paused: " + paused);
                    guest.setPaused(paused);
                    oracle.paused = paused;
                }
                default -> {
                    Duration span = Duration.ofMillis(random.nextInt(200));
                    done.add("pass " + span.toMillis() + " ms");
                    clock.pass(span, ballooning);
                    oracle.pass(now, span);
                }
            }
            assertThat(guest.sizePages()).as("seed %d, balloon after %s", seed, done)
                    .isEqualTo(oracle.ballooned);
            assertThat(guest.freePages()).as("seed %d, free after %s", seed, done).isEqualTo(oracle.free);
            assertThat(guest.usedPages()).as("seed %d, used after %s", seed, done).isEqualTo(oracle.used);
        }
    }
}
