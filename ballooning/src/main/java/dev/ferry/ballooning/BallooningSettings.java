package dev.ferry.ballooning;

import dev.ferry.api.Setting;
import dev.ferry.api.Settings;
import java.time.Duration;
import java.util.List;

/**
 * How much memory is taken from a guest, and how often.
 *
 * @param interval from the end of one inflation to the next
 * @param fillPercent what the balloon is inflated to, of what is free and what it holds together
 * @param pressurePages what is given at least when the guest asks for memory
 * @param backOffIntervals how many intervals the balloon is held for after the guest has asked
 */
public record BallooningSettings(Duration interval, int fillPercent, long pressurePages,
        int backOffIntervals) {

    private static final int MAX_FILL_PERCENT = 99;
    /** Longer times would be of no use, and could not be added to any other. */
    private static final Duration MAX_INTERVAL = Duration.ofDays(1);
    private static final int MAX_BACK_OFF_INTERVALS = 1_000_000;

    /** As in the paper, which finds 4 to 10 seconds good (Hines et al. 2009, Figure 12). */
    public static final Setting<Duration> INTERVAL = interval("ferry.balloon.interval",
            Duration.ofSeconds(5));

    /** As in the paper: the rest keeps the guest going until it can ask for more. */
    public static final Setting<Long> FILL = Setting.number("ferry.balloon.fill", 95, 1, MAX_FILL_PERCENT,
            "how many percent of a guest's free memory its balloon takes");

    /** As in the paper, where it is what Linux asks its shrinkers for. */
    public static final Setting<Long> PRESSURE = Setting.number("ferry.balloon.pressure", 128, 1,
            Integer.MAX_VALUE, "how many pages a guest is given at least when it asks for memory");

    /** As in the paper. */
    public static final Setting<Long> BACK_OFF = Setting.number("ferry.balloon.backoff", 10, 0,
            MAX_BACK_OFF_INTERVALS,
            "for how many intervals no memory is taken from a guest after it has asked for some");

    /** All of them. */
    public static final List<Setting<?>> ALL = List.of(INTERVAL, FILL, PRESSURE, BACK_OFF);

    /** What holds where nothing is set. */
    public static final BallooningSettings DEFAULT = new BallooningSettings(INTERVAL.defaultValue(),
            FILL.defaultValue().intValue(), PRESSURE.defaultValue(), BACK_OFF.defaultValue().intValue());

    /** Checks each of them. */
    public BallooningSettings {
        if (!isAllowed(interval) || fillPercent < 1 || fillPercent > MAX_FILL_PERCENT || pressurePages < 1
                || backOffIntervals < 0 || backOffIntervals > MAX_BACK_OFF_INTERVALS) {
            throw new IllegalArgumentException("inflates every " + interval + " to " + fillPercent
                    + " percent, gives " + pressurePages + " pages at least, holds for " + backOffIntervals
                    + " intervals: allowed is a time more than 0 and at most a day, 1 to "
                    + MAX_FILL_PERCENT + " percent, 1 page or more, and 0 to " + MAX_BACK_OFF_INTERVALS
                    + " intervals");
        }
    }

    private static boolean isAllowed(Duration interval) {
        return interval.isPositive() && interval.compareTo(MAX_INTERVAL) <= 0;
    }

    /** What the user has set. */
    public static BallooningSettings of(Settings settings) {
        return new BallooningSettings(settings.get(INTERVAL), settings.get(FILL).intValue(),
                settings.get(PRESSURE), settings.get(BACK_OFF).intValue());
    }

    /** For how long the balloon is held after the guest has asked for memory. */
    public Duration backOff() {
        return interval.multipliedBy(backOffIntervals);
    }

    private static Setting<Duration> interval(String key, Duration defaultValue) {
        Setting<Duration> any = Setting.duration(key, defaultValue,
                "how often a guest's free memory is taken");
        return new Setting<>(key, defaultValue, text -> {
            Duration interval = any.parser().apply(text);
            if (!isAllowed(interval)) {
                throw new IllegalArgumentException("out of range");
            }
            return interval;
        }, any.allowed() + ", more than 0 and at most a day", any.description());
    }
}
