package dev.ferry.transport.tcp;

import dev.ferry.api.Quantities;
import dev.ferry.api.Setting;
import dev.ferry.api.Settings;
import dev.ferry.api.transport.Transport;
import java.time.Duration;
import java.util.List;

/** Finds the transport by the name {@code tcp}. */
public final class TcpTransportProvider implements Transport.Provider {

    /** Bulk lanes of a link. */
    public static final Setting<Long> BULK_CONNECTIONS = Setting.number(
            "ferry.transport.tcp.bulk-connections",
            TcpOptions.DEFAULTS.bulkConnections(), 1, TcpOptions.MAX_BULK_CONNECTIONS,
            "TCP connections for bulk data, beside the one for urgent data; the source chooses");
    /** How long a TCP connection may take to come up. */
    public static final Setting<Duration> CONNECT_TIMEOUT = timeout(
            "ferry.transport.tcp.connect-timeout",
            TcpOptions.DEFAULTS.connectTimeout(), "How long a TCP connection may take to come up");
    /** How long a peer may take to prove that it is one. */
    public static final Setting<Duration> PREAMBLE_TIMEOUT = timeout(
            "ferry.transport.tcp.preamble-timeout", TcpOptions.DEFAULTS.preambleTimeout(),
            "How long a peer may take to say that it is Ferry, and a link to become complete");

    /** Does nothing, as every provider. */
    public TcpTransportProvider() {}

    @Override
    public String name() {
        return "tcp";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(BULK_CONNECTIONS, CONNECT_TIMEOUT, PREAMBLE_TIMEOUT);
    }

    @Override
    public Transport create(Settings settings) {
        return new TcpTransport(new TcpOptions(Math.toIntExact(settings.get(BULK_CONNECTIONS)),
                settings.get(CONNECT_TIMEOUT), settings.get(PREAMBLE_TIMEOUT)));
    }

    /** A timeout is refused where it is set, so that the error can name the place. */
    private static Setting<Duration> timeout(String key, Duration defaultValue, String description) {
        return new Setting<>(key, defaultValue,
                text -> TcpOptions.requireTimeout(Quantities.parseDuration(text)),
                Quantities.DURATION_ALLOWED + ", " + TcpOptions.TIMEOUT_ALLOWED, description);
    }
}
