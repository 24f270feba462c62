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
        Placement placement = new Placement(slots, Placement.MOST_SHARDS);
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
        Placement placement = new Placement(100, Placement.MOST_SHARDS);

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

    @Test
    void knowsWhichSlotsAMapIsSureToHave() {
        Placement placement = new Placement(100, Placement.MOST_SHARDS);
        placement.add(125, new byte[]{(byte) 0b1000_0000});
        placement.set(1, 125);
        placement.doubt(2, 125);

        assertThat(placement.isMapped(0)).isTrue();
        assertThat(placement.isMapped(1)).isTrue();
        assertThat(placement.isMapped(2)).isFalse();
        assertThat(placement.isMapped(3)).isFalse();
        assertThat(placement.shardOf(2)).isEqualTo(125);
    }

    @Test
    void listsThePartOfAMapThatIsAskedFor() {
        assertThat(Placement.slots(new byte[]{-1, (byte) 0b1000_0001, 0, 1}, 1, 3))
                .containsExactly(8, 15);
    }

    @Test
    void aMapCountsMoreThanWhatWasNotedBefore() {
        Placement placement = new Placement(100, 2);
        placement.set(0, 0);
        placement.set(1, 0);
        placement.set(2, Placement.NONE);

        placement.add(1, new byte[]{(byte) 0b1010_0000});

        assertThat(placement.shardOf(0)).isEqualTo(1);
        assertThat(placement.shardOf(1)).isZero();
        assertThat(placement.shardOf(2)).isEqualTo(1);
    }
}
