package dev.ferry.transport.tcp;

import java.time.Duration;

/**
 * How links are made.
 *
 * @param bulkConnections bulk lanes of a link, 1 to {@value #MAX_BULK_CONNECTIONS}; the connecting end chooses, the
 *            listening end follows
 * @param connectTimeout how long each TCP connection may take to come up; at least 1 ms
 * @param preambleTimeout how long the peer may take to say that it speaks this transport, and a link to become
 *            complete; at least 1 ms
 */
public record TcpOptions(int bulkConnections, Duration connectTimeout, Duration preambleTimeout) {

    // The defaults below are checked against these, so these come first.
    private static final Duration MIN_TIMEOUT = Duration.ofMillis(1);
    private static final Duration MAX_TIMEOUT = Duration.ofDays(1);
    /** The range of timeouts, in words. */
    static final String TIMEOUT_ALLOWED = "from 1 ms to one day";

    /** The most bulk connections of one link. */
    public static final int MAX_BULK_CONNECTIONS = 16;
    /**
     * One bulk connection fills a loopback or a 10 Gbit/s link. 5 seconds let TCP repeat a lost SYN twice (after 1 and
     * 3 s), and are not too long for somebody who has mistyped a port.
     */
    public static final TcpOptions DEFAULTS = new TcpOptions(1, Duration.ofSeconds(5), Duration.ofSeconds(5));

    /** Checks the ranges. */
    public TcpOptions {
        if (bulkConnections < 1 || bulkConnections > MAX_BULK_CONNECTIONS) {
            throw new IllegalArgumentException("The number of bulk connections is " + bulkConnections
                    + "; it must be from 1 to " + MAX_BULK_CONNECTIONS);
        }
        requireTimeout(connectTimeout);
        requireTimeout(preambleTimeout);
    }

    /** The same, with another number of bulk connections. */
    public TcpOptions withBulkConnections(int connections) {
        return new TcpOptions(connections, connectTimeout, preambleTimeout);
    }

    /** The same, with another connect timeout. */
    public TcpOptions withConnectTimeout(Duration timeout) {
        return new TcpOptions(bulkConnections, timeout, preambleTimeout);
    }

    /** The same, with another preamble timeout. */
    public TcpOptions withPreambleTimeout(Duration timeout) {
        return new TcpOptions(bulkConnections, connectTimeout, timeout);
    }

    /** Returns a timeout that is in range. */
    static Duration requireTimeout(Duration timeout) {
        if (timeout.compareTo(MIN_TIMEOUT) < 0 || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "The timeout is " + timeout.toMillis() + " ms; it must be " + TIMEOUT_ALLOWED);
        }
        return timeout;
    }
}
