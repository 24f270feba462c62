package dev.ferry.swap.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PlacementTest {

    @RepeatedTest(20)
    void knowsWhatWasNotedLast() {
        long seed = new SplittableRandom().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        long slots = 1 + random.nextLong(1L << 36);
        Placement placement = new Placement(slots);
        Map<Long, Integer> expected = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            long slot = random.nextBoolean()
                    ? random.nextLong(slots)
                    : slots - 1 - random.nextLong(Math.min(9, slots));
            int shard = random.nextInt(Placement.NONE, Placement.MOST_SHARDS);
            placement.set(slot, shard);
            expected.put(slot, shard);
        }

        expected.forEach(
                (slot, shard) -> assertThat(placement.shardOf(slot)).as("seed %d", seed).isEqualTo(shard));
    }

    @Test
    void readsMapsAsServersWriteThem() {
        Placement placement = new Placement(100);

        placement.add(3, new byte[]{(byte) 0b1000_0001, 0, 0b0010_0000});
        placement.add(5, new byte[]{0b0100_0000});

        Map<Long, Integer> found = new HashMap<>();
        for (long slot = 0; slot < 100; slot++) {
            if (placement.shardOf(slot) != Placement.NONE) {
                found.put(slot, placement.shardOf(slot));
            }
        }
        assertThat(found).isEqualTo(Map.of(0L, 3, 7L, 3, 18L, 3, 1L, 5));
    }
}
