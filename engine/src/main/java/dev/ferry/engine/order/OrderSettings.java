package dev.ferry.engine.order;

import dev.ferry.api.Setting;
import dev.ferry.api.Settings;
import java.time.Duration;
import java.util.List;

/**
 * The order that schedulers work on, at the source.
 *
 * @param order by address, or by last use
 * @param interval from the end of a pass to the next one
 * @param passes how many are made before the migration moves anything
 */
public record OrderSettings(PushOrder order, Duration interval, int passes) {

    /** Nothing is watched unless somebody asks: it costs the guest, and not every memory can tell. */
    public static final Setting<PushOrder> ORDER = Setting.choice("ferry.order", PushOrder.ADDRESS,
            "the order that push schedulers work on: by address, or by last use (watched at the source)");

    /**
     * A first touch after a pass costs some 2.5 µs: at this interval 4 % of a processor for a guest that uses 64 MiB in it.
     * See {@code docs/access-order.md}.
     */
    public static final Setting<Duration> INTERVAL = Setting.duration("ferry.order.interval",
            Duration.ofSeconds(1),
            "how long the source waits between two looks at what the guest has used");

    /** With the default interval three seconds: a page that was not used for so long can wait. */
    public static final Setting<Long> PASSES = Setting.number("ferry.order.passes", 3, 1, 10_000,
            "how often the source looks at what the guest has used before it moves anything");

    /** All of them. */
    public static final List<Setting<?>> ALL = List.of(ORDER, INTERVAL, PASSES);

    /** What holds where nothing is set. */
    public static OrderSettings defaults() {
        return new OrderSettings(ORDER.defaultValue(), INTERVAL.defaultValue(),
                PASSES.defaultValue().intValue());
    }

    /** Whether the guest is watched. */
    public boolean watches() {
        return order == PushOrder.LRU;
    }

    /** What the user has set. */
    public static OrderSettings of(Settings settings) {
        return new OrderSettings(settings.get(ORDER), settings.get(INTERVAL),
                settings.get(PASSES).intValue());
    }
}
