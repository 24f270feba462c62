package dev.ferry.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FaultPlanTest {

    private static final int SEEDS = 1_000;
    private static final FaultPlan.Scale SCALE = new FaultPlan.Scale(300, 4 << 20, Duration.ofMillis(500));

    @Test
    void equalsForEqualSeedsAndPrintsTheSame() {
        for (long seed = 0; seed < SEEDS; seed++) {
            FaultPlan again = FaultPlan.ofSeed(seed, SCALE);

            assertThat(FaultPlan.ofSeed(seed, SCALE)).as("seed %d", seed).isEqualTo(again)
                    .hasSameHashCodeAs(again).hasToString(again.toString());
        }
    }

    /** Not for all: small plans come twice. */
    @Test
    void differsForNearlyAllSeeds() {
        long plans = LongStream.range(0, SEEDS).mapToObj(seed -> FaultPlan.ofSeed(seed, SCALE)).distinct()
                .count();

        assertThat(plans).isGreaterThan(SEEDS * 9 / 10);
    }

    @Test
    void drawsTheSameFromANotedSeedForEver() {
        assertThat(FaultPlan.ofSeed(4, SCALE))
                .hasToString("link 1: connecting end slowed by 2.5 ms at each read; "
                        + "link 2: connecting end half-open from frame 21, listening end half-open from frame 204; "
                        + "link 3: connecting end half-open from frame 77, then 1 refused");
    }

    @Test
    void keepsSeededFaultsWithinTheMigration() {
        for (long seed = 0; seed < SEEDS; seed++) {
            FaultPlan plan = FaultPlan.ofSeed(seed, SCALE);

            assertThat(plan.links()).as("seed %d", seed).hasSizeBetween(1, 4)
                    .allSatisfy(link -> assertThat(link.faults()).isNotEmpty())
                    .allSatisfy(link -> assertThat(link.refusals()).isBetween(0, 3))
                    .allSatisfy(
                            link -> assertThat(link.faults().values()).allMatch(FaultPlanTest::isSensible));
        }
    }

    @Test
    void drawsEveryKindOfFaultAtBothEnds() {
        Map<LinkEnd, Map<Class<?>, Integer>> kinds = new EnumMap<>(LinkEnd.class);
        for (long seed = 0; seed < SEEDS; seed++) {
            for (FaultPlan.LinkPlan link : FaultPlan.ofSeed(seed, SCALE).links()) {
                link.faults().forEach((end, fault) -> kinds.computeIfAbsent(end, _ -> new HashMap<>())
                        .merge(fault.getClass(), 1, Integer::sum));
            }
        }

        for (LinkEnd end : LinkEnd.values()) {
            assertThat(kinds.get(end)).containsOnlyKeys(Fault.class.getPermittedSubclasses())
                    .as("the faults that end a link are the most common").satisfies(counts -> assertThat(
                            counts.get(Fault.CutAtFrame.class) + counts.get(Fault.CutAtByte.class)
                                    + counts.get(Fault.HalfOpen.class))
                            .isGreaterThan(counts.values().stream().mapToInt(count -> count).sum() / 2));
        }
    }

    @Test
    void drawsLostAndDeliveredFramesInTheHandshakeAndLongAfter() {
        List<Fault.CutAtFrame> cuts = seeded(Fault.CutAtFrame.class);

        for (boolean delivered : new boolean[]{false, true}) {
            assertThat(cuts).filteredOn(cut -> cut.delivered() == delivered)
                    .anyMatch(cut -> cut.frame() == 1).anyMatch(cut -> cut.frame() == 3)
                    .anyMatch(cut -> cut.frame() > 250);
        }
    }

    @Test
    void drawsSomeStallsThatAreLongerThanTheTimeout() {
        List<Fault.Stall> stalls = seeded(Fault.Stall.class);

        assertThat(stalls).anyMatch(FaultPlanTest::outlastsTheTimeout)
                .filteredOn(FaultPlanTest::outlastsTheTimeout).hasSizeLessThan(stalls.size() / 2);
    }

    @Test
    void isCleanBeyondItsLinks() {
        FaultPlan plan = FaultPlan.of(2, LinkEnd.LISTENING, new Fault.HalfOpen(9)).withRefusals(2, 3);

        assertThat(plan.links()).hasSize(2);
        assertThat(plan.fault(1, LinkEnd.LISTENING)).isEmpty();
        assertThat(plan.fault(2, LinkEnd.LISTENING)).contains(new Fault.HalfOpen(9));
        assertThat(plan.fault(2, LinkEnd.CONNECTING)).isEmpty();
        assertThat(plan.fault(3, LinkEnd.LISTENING)).isEmpty();
        assertThat(List.of(plan.refusals(0), plan.refusals(1), plan.refusals(2), plan.refusals(3)))
                .containsExactly(0, 0, 3, 0);
    }

    @Test
    void namesWhatGoesWrong() {
        FaultPlan plan = FaultPlan.of(3, LinkEnd.LISTENING, new Fault.CutAtByte(4097))
                .with(1, LinkEnd.LISTENING, new Fault.Delay(Duration.ofMillis(5)))
                .with(1, LinkEnd.CONNECTING, new Fault.CutAtFrame(17, false)).withRefusals(1, 2);

        assertThat(FaultPlan.none()).hasToString("no faults");
        assertThat(plan)
                .hasToString("link 1: connecting end cut at frame 17 (lost), listening end delayed "
                        + "by 5.0 ms at each write, then 2 refused; link 3: listening end cut at byte 4097");
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Fault.CutAtFrame(0, true));
        assertThatIllegalArgumentException().isThrownBy(() -> new Fault.CutAtByte(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Fault.HalfOpen(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Fault.Rate(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Fault.Delay(Duration.ofNanos(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> FaultPlan.none().withRefusals(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> FaultPlan.none().withRefusals(1, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new FaultPlan.Scale(0, 1, Duration.ZERO));
    }

    private static <F extends Fault> List<F> seeded(Class<F> kind) {
        return LongStream.range(0, SEEDS).boxed()
                .flatMap(seed -> FaultPlan.ofSeed(seed, SCALE).links().stream())
                .flatMap(link -> link.faults().values().stream()).filter(kind::isInstance).map(kind::cast)
                .toList();
    }

    private static boolean isSensible(Fault fault) {
        return switch (fault) {
            case Fault.Delay(Duration time) -> time.toMillis() <= 20;
            case Fault.SlowPeer(Duration time) -> time.toMillis() <= 20;
            case Fault.Rate(long bytesPerSecond) -> bytesPerSecond <= 16 * SCALE.bytes();
            case Fault.Stall(long frame, Duration time) -> frame <= SCALE.frames()
                    && time.compareTo(SCALE.linkTimeout().multipliedBy(2)) <= 0;
            case Fault.CutAtByte(long bytes) -> bytes <= SCALE.bytes();
            case Fault.CutAtFrame(long frame, boolean _) -> frame <= SCALE.frames();
            case Fault.HalfOpen(long frame) -> frame <= SCALE.frames();
        };
    }

    private static boolean outlastsTheTimeout(Fault.Stall stall) {
        return stall.time().compareTo(SCALE.linkTimeout()) > 0;
    }
}
