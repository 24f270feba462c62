package dev.ferry.testkit.transport;

import java.time.Duration;
import java.util.SplittableRandom;

/** Draws a plan from a seed. Each draw is a function of the seed and the scale alone, on any machine. */
final class SeededFaults {

    private static final int MAX_LINKS = 4;
    private static final int MAX_REFUSALS = 3;
    /** About what the listening end writes a frame: it mostly acknowledges. */
    private static final int ANSWER_BYTES = 24;
    /** Times of single reads and writes are whole tenths of a millisecond, so that a printed plan is exact. */
    private static final Duration TICK = Duration.ofNanos(100_000);
    private static final int MAX_DELAY_TICKS = 200;
    /** A frame takes several reads, so each is held up for less. */
    private static final int MAX_READ_TICKS = 50;
    private static final int MAX_SHORT_STALL_MILLIS = 300;

    private final SplittableRandom random;
    private final FaultPlan.Scale scale;

    SeededFaults(long seed, FaultPlan.Scale scale) {
        this.random = new SplittableRandom(seed);
        this.scale = scale;
    }

    FaultPlan plan() {
        FaultPlan plan = FaultPlan.none();
        int links = 1 + random.nextInt(MAX_LINKS);
        for (int link = 1; link <= links; link++) {
            LinkEnd end = random.nextBoolean() ? LinkEnd.CONNECTING : LinkEnd.LISTENING;
            plan = plan.with(link, end, fault(end));
            if (oneIn(4)) {
                LinkEnd other = end == LinkEnd.CONNECTING ? LinkEnd.LISTENING : LinkEnd.CONNECTING;
                plan = plan.with(link, other, fault(other));
            }
            if (oneIn(2)) {
                plan = plan.withRefusals(link, 1 + random.nextInt(MAX_REFUSALS));
            }
        }
        return plan;
    }

    /** Two in three end the link, by a cut or without a word. */
    private Fault fault(LinkEnd end) {
        return switch (random.nextInt(15)) {
            case 0, 1, 2, 3 -> new Fault.CutAtFrame(position(scale.frames()), random.nextBoolean());
            case 4, 5, 6 -> new Fault.CutAtByte(position(bytes(end)));
            case 7, 8, 9 -> new Fault.HalfOpen(position(scale.frames()));
            case 10, 11 -> new Fault.Stall(position(scale.frames()), stallTime());
            case 12 -> new Fault.Delay(TICK.multipliedBy(position(MAX_DELAY_TICKS)));
            case 13 -> new Fault.SlowPeer(TICK.multipliedBy(position(MAX_READ_TICKS)));
            default -> new Fault.Rate(rate(end));
        };
    }

    private long bytes(LinkEnd end) {
        return end == LinkEnd.CONNECTING ? scale.bytes() : scale.frames() * ANSWER_BYTES;
    }

    /** All that the end writes takes between 1/16 s and 1 s. */
    private long rate(LinkEnd end) {
        return bytes(end) * (1 + random.nextInt(16));
    }

    /** One stall in four is longer than what an end bears. */
    private Duration stallTime() {
        return oneIn(4)
                ? scale.linkTimeout().multipliedBy(5 + random.nextInt(4)).dividedBy(4)
                : Duration.ofMillis(random.nextInt(MAX_SHORT_STALL_MILLIS + 1));
    }

    /**
     * Something from 1 to {@code max}: half of the time anywhere, else as often from 1 to 9 as from 10 to 99, because a
     * handshake is short and full of states.
     */
    private long position(long max) {
        double part = random.nextDouble();
        double position = random.nextBoolean() ? 1 + part * (max - 1) : StrictMath.pow(max, part);
        return Math.round(position);
    }

    private boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }
}
