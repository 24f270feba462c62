package dev.ferry.paging.workingset;

import dev.ferry.api.Setting;
import dev.ferry.api.Settings;
import java.time.Duration;
import java.util.List;

/**
 * How working sets are tracked.
 *
 * @param shrink what the reservation is multiplied by while the guest swaps little; α of the paper
 * @param grow the same while it swaps more; β of the paper
 * @param thresholdBytesPerSecond how much is little, in both directions together; τ of the paper
 * @param interval from one adjustment to the next until the working set is stable; also how often a guest is looked at
 * @param stableInterval from one adjustment to the next while it is stable; no less than the interval
 * @param minBytes the least reservation, or the guest's memory where that is less
 * @param maxBytes the largest reservation, or 0 for the guest's memory
 */
public record WorkingSetSettings(double shrink, double grow, long thresholdBytesPerSecond, Duration interval,
        Duration stableInterval, long minBytes, long maxBytes) {

    /** α, as in the paper. */
    public static final Setting<Double> SHRINK = factor("ferry.working-set.shrink", 0.95, 0, 1,
            "what a guest's reservation is multiplied by while it swaps less than the threshold");

    /** β, as in the paper. */
    public static final Setting<Double> GROW = factor("ferry.working-set.grow", 1.03, 1, 100,
            "what a guest's reservation is multiplied by while it swaps more than the threshold");

    /** τ, as in the paper: with pages of 4 KiB one page a second. */
    public static final Setting<Long> THRESHOLD = Setting.bytes("ferry.working-set.threshold", 4096,
            "how much a guest may swap in a second, in and out together, and be thought to have enough memory");

    /** As in the paper. */
    public static final Setting<Duration> INTERVAL = span("ferry.working-set.interval", Duration.ofSeconds(2),
            "how often a reservation is adjusted until the working set is stable");

    /** As in the paper. */
    public static final Setting<Duration> STABLE_INTERVAL = span("ferry.working-set.stable-interval",
            Duration.ofSeconds(30), "how often a reservation is adjusted while the working set is stable");

    /**
     * The paper has none. From a reservation of nearly nothing growth takes minutes, in which the guest does little but
     * swap, and an idle guest shrinks to nearly nothing; from this it is at 1 GiB within six minutes.
     */
    public static final Setting<Long> MIN = Setting.bytes("ferry.working-set.min", 4 << 20,
            "the least reservation that a guest is given");

    /** The paper has none. */
    public static final Setting<Long> MAX = Setting.bytes("ferry.working-set.max", 0,
            "the largest reservation that a guest is given; 0 for all of its memory");

    /** All of them. */
    public static final List<Setting<?>> ALL = List.of(SHRINK, GROW, THRESHOLD, INTERVAL, STABLE_INTERVAL,
            MIN,
            MAX);

    /** What holds where nothing is set. */
    public static final WorkingSetSettings DEFAULT = new WorkingSetSettings(SHRINK.defaultValue(),
            GROW.defaultValue(), THRESHOLD.defaultValue(), INTERVAL.defaultValue(),
            STABLE_INTERVAL.defaultValue(), MIN.defaultValue(), MAX.defaultValue());

    /** Checks that they go together. */
    public WorkingSetSettings {
        if (!(shrink > 0 && shrink < 1 && grow > 1)) {
            throw new IllegalArgumentException(
                    "shrinks by " + shrink + " and grows by " + grow + ": allowed is 0 < shrink < 1 < grow");
        }
        if (!interval.isPositive() || stableInterval.compareTo(interval) < 0) {
            throw new IllegalArgumentException("adjusts every " + interval + ", and every " + stableInterval
                    + " while stable: the first is more than 0, and the second no less than the first");
        }
        if (thresholdBytesPerSecond < 0 || minBytes < 0 || maxBytes < 0
                || maxBytes != 0 && maxBytes < minBytes) {
            throw new IllegalArgumentException("a threshold of " + thresholdBytesPerSecond
                    + " bytes per second, reservations from " + minBytes + " to " + maxBytes
                    + " bytes: none is negative, and the last is 0 or no less than the least");
        }
    }

    /**
     * What the user has set. A stable interval shorter than the interval is the interval, and a maximum less than the
     * minimum is the minimum.
     */
    public static WorkingSetSettings of(Settings settings) {
        Duration interval = settings.get(INTERVAL);
        Duration stable = settings.get(STABLE_INTERVAL);
        long min = settings.get(MIN);
        long max = settings.get(MAX);
        return new WorkingSetSettings(settings.get(SHRINK), settings.get(GROW), settings.get(THRESHOLD),
                interval,
                stable.compareTo(interval) < 0 ? interval : stable, min, max == 0 ? 0 : Math.max(min, max));
    }

    private static Setting<Double> factor(String key, double defaultValue, double over, double under,
            String description) {
        return new Setting<>(key, defaultValue, text -> {
            double factor = Double.parseDouble(text.strip());
            if (!(factor > over && factor < under)) {
                throw new IllegalArgumentException("out of range");
            }
            return factor;
        }, "a number over " + (long) over + " and under " + (long) under, description);
    }

    private static Setting<Duration> span(String key, Duration defaultValue, String description) {
        Setting<Duration> any = Setting.duration(key, defaultValue, description);
        return new Setting<>(key, defaultValue, text -> {
            Duration span = any.parser().apply(text);
            if (!span.isPositive()) {
                throw new IllegalArgumentException("out of range");
            }
            return span;
        }, any.allowed() + ", more than 0", description);
    }
}
