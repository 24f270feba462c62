package dev.ferry.simulator.migration;

import java.util.EnumMap;
import java.util.Map;

/**
 * What the engine's own work costs at both ends, beside the link: what a model of another migration, or of another
 * machine, sets otherwise. What is not set costs nothing. Immutable.
 */
public final class EngineCosts {

    /** The size of the pages that {@link #FERRY} is known for. */
    public static final int FERRY_PAGE_BYTES = 4096;

    /** The link alone decides. */
    public static final EngineCosts NONE = new EngineCosts(new EnumMap<>(EngineCost.class));

    /**
     * The engine of this library on the machine of {@code docs/benchmarks.md}: 512 MiB of fresh pages installed in 225 to
     * 260 ms, a fault of 85 to 100 µs where nothing else is on the wire, a downtime of 5 ms where nothing is left to copy.
     * What is not measured there costs nothing here. Pages are of {@link #FERRY_PAGE_BYTES}. {@code benchmarks/run prediction} measures all of them anew.
     */
    public static final EngineCosts FERRY = NONE.with(EngineCost.PLACE_NANOS_PER_PAGE, 1_850)
            .with(EngineCost.START_NANOS, 5_000_000).with(EngineCost.FAULT_NANOS, 92_000);

    private final Map<EngineCost, Long> values;

    private EngineCosts(Map<EngineCost, Long> values) {
        this.values = values;
    }

    /**
     * The same costs but for one.
     *
     * @param value in the unit that the cost's name says
     * @throws IllegalArgumentException where it is negative
     */
    public EngineCosts with(EngineCost cost, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(cost + " of " + value + ": 0 or more");
        }
        Map<EngineCost, Long> changed = new EnumMap<>(values);
        changed.put(cost, value);
        return new EngineCosts(changed);
    }

    /** One of the costs, in the unit that its name says; 0 where it was not set. */
    public long of(EngineCost cost) {
        return values.getOrDefault(cost, 0L);
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
