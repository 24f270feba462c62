package dev.ferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.memory.MemoryGeometry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept of a migration, so that it can be drawn, is right and bounded. */
class TraceTest {

    @Test
    void keepsHowAndWhenEachPageWasSentLast() {
        PageTrace trace = new PageTrace(MemoryGeometry.flat(4096, 4), 1 << 16);

        trace.sent(0, 3, Delivery.ROUND, 1_000);
        trace.sent(1, 2, Delivery.FAULT, 5_999);

        assertThat(trace.deliveries()).containsExactly(Delivery.ROUND.ordinal(), Delivery.FAULT.ordinal(),
                Delivery.ROUND.ordinal(), -1);
        assertThat(trace.micros()).containsExactly(1, 5, 1, 0);
    }

    @Test
    void keepsEveryNthPageOfALargeGuest() {
        PageTrace trace = new PageTrace(MemoryGeometry.flat(4096, 1L << 28), 1 << 16);

        trace.sent(0, 1, Delivery.PUSH, 0);
        trace.sent(1, 4096, Delivery.FAULT, 0);
        trace.sent(4095, 4098, Delivery.PUSH, 0);
        trace.sent((1L << 28) - 4096, 1L << 28, Delivery.ROUND, 0);

        assertThat(trace.pagesPerSample()).isEqualTo(4096);
        assertThat(trace.deliveries()).hasSize(1 << 16).startsWith(Delivery.PUSH.ordinal(),
                Delivery.PUSH.ordinal(), -1).endsWith(-1, Delivery.ROUND.ordinal());
    }

    @Test
    void keepsLessOfEachWhereThereAreManyMigrations() {
        MemoryGeometry geometry = MemoryGeometry.flat(4096, 1 << 20);

        assertThat(new MigrationTrace(geometry, 1).pages().deliveries()).hasSize(1 << 16);
        assertThat(new MigrationTrace(geometry, 600).pages().deliveries()).hasSizeBetween(1 << 12, 1 << 13);
    }

    @Test
    void keepsAllFaultsOfAShortCurve() {
        FaultCurve curve = new FaultCurve();

        curve.fault(1_000);
        curve.fault(3_000);

        assertThat(curve.points()).containsExactly(new FaultCurve.Point(1, 1), new FaultCurve.Point(3, 2));
    }

    @Test
    void thinsALongCurveAndKeepsItsEnds() {
        FaultCurve curve = new FaultCurve();
        int faults = 100_003;

        for (int fault = 1; fault <= faults; fault++) {
            curve.fault(fault * 1_000L);
        }

        List<FaultCurve.Point> points = curve.points();
        assertThat(points).hasSizeBetween(FaultCurve.MAX_POINTS / 2, FaultCurve.MAX_POINTS)
                .allMatch(point -> point.micros() == point.faults()).isSortedAccordingTo(
                        (one, other) -> Long.compare(one.faults(), other.faults()));
        assertThat(points.getFirst().faults()).isEqualTo(1);
        assertThat(points.getLast().faults()).isEqualTo(faults);
    }

    @Test
    void hasNoPointWithoutAFault() {
        assertThat(new FaultCurve().points()).isEmpty();
    }

    @Test
    void tellsProgressLostFromTheRateBefore() {
        WorkSample before = new WorkSample(0, 100);
        WorkSample start = new WorkSample(1_000, 300);

        assertThat(WorkSample.degradationPercent(before, start, new WorkSample(6_000, 1_050))).isEqualTo(25);
        assertThat(WorkSample.degradationPercent(before, start, new WorkSample(6_000, 1_300))).isZero();
        assertThat(WorkSample.degradationPercent(before, before, start)).isNull();
        assertThat(WorkSample.degradationPercent(start, new WorkSample(2_000, 300), start)).isNull();
    }
}
