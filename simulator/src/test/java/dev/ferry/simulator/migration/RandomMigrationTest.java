package dev.ferry.simulator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of every migration, whatever the guest does: tried on many that seeds choose. */
class RandomMigrationTest {

    private static final int SEEDS = Integer.getInteger("simulator.seeds", 6);
    private static final long LONGEST = 10_000_000;

    private static final List<String> SETTINGS = List.of("ferry.push.batch=4KiB", "ferry.push.batch=40KiB",
            "ferry.round.batch=16KiB", "ferry.push.window=0", "ferry.push.window=3", "ferry.bandwidth=8MB/s",
            "ferry.round.peek=0s", "ferry.round.peek=1ms", "ferry.order=lru ferry.order.interval=2ms");

    private static String settings(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder settings = new StringBuilder();
        for (String setting : SETTINGS) {
            if (random.nextInt(5) == 0 && settings.indexOf(setting.substring(0, setting.indexOf('='))) < 0) {
                settings.append(' ').append(setting);
            }
        }
        return settings.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop-and-copy", "precopy", "postcopy:demand", "postcopy:push",
            "postcopy:bubbling",
            "postcopy:bubbling ferry.scheduler.bubbling.pivots=1 ferry.scheduler.bubbling.direction=forward",
            "hybrid:push", "hybrid:bubbling ferry.hybrid.rounds=3", "agile:bubbling", "agile:demand"})
    void eachPageArrivesOnceInItsLastVersion(String way) {
        for (long seed = 0; seed < SEEDS; seed++) {
            String named = way + settings(seed);
            try (RandomMigration migration = new RandomMigration(seed, named, LONGEST)) {
                migration.run();

                assertThat(migration.wrong()).as("seed %d, %s", seed, named).isEmpty();
                assertSame(seed, named, migration.events(), LONGEST);
                assertSame(seed, named, migration.events(), 1_777);
            }
        }
    }

    /** The same again, with another longest step of guests. */
    private static void assertSame(long seed, String way, List<String> events, long longestStepNanos) {
        try (RandomMigration again = new RandomMigration(seed, way, longestStepNanos)) {
            again.run();

            for (int index = 0; index < events.size(); index++) {
                assertThat(again.events().get(index))
                        .as("seed %d, %s, steps of up to %d ns, event %d", seed, way, longestStepNanos, index)
                        .isEqualTo(events.get(index));
            }
        }
    }
}
