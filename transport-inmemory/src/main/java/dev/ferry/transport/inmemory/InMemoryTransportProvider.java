package dev.ferry.transport.inmemory;

import dev.ferry.api.Setting;
import dev.ferry.api.Settings;
import dev.ferry.api.transport.Transport;
import java.time.Duration;
import java.util.List;

/**
 * Finds the transport by the name {@code inmemory}. All transports made here share one network, so that two
 * migrations' ends that were composed apart find each other by address.
 */
public final class InMemoryTransportProvider implements Transport.Provider {

    /** Bytes per second in each direction. */
    public static final Setting<Long> BANDWIDTH = Setting.bytesPerSecond(
            "ferry.transport.inmemory.bandwidth", InMemoryOptions.DEFAULTS.bandwidthBytesPerSecond(),
            "Bandwidth of each direction of an in-memory link; its bulk lanes share it");
    /** How long a byte travels. */
    public static final Setting<Duration> LATENCY = Setting.duration("ferry.transport.inmemory.latency",
            InMemoryOptions.DEFAULTS.latency(), "One-way latency of an in-memory link");
    /** How many bulk lanes a link has. */
    public static final Setting<Long> BULK_LANES = Setting.number("ferry.transport.inmemory.bulk-lanes",
            InMemoryOptions.DEFAULTS.bulkLanes(), 1, InMemoryOptions.MAX_BULK_LANES,
            "Number of bulk lanes of an in-memory link");

    private static final InMemoryNetwork NETWORK_OF_THIS_JVM = new InMemoryNetwork();

    /** Does nothing, as every provider. */
    public InMemoryTransportProvider() {}

    @Override
    public String name() {
        return "inmemory";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(BANDWIDTH, LATENCY, BULK_LANES);
    }

    @Override
    public Transport create(Settings settings) {
        InMemoryOptions options = new InMemoryOptions(settings.get(BANDWIDTH), settings.get(LATENCY),
                Math.toIntExact(settings.get(BULK_LANES)));
        return new InMemoryTransport(NETWORK_OF_THIS_JVM, options, NanoClock.SYSTEM);
    }
}
