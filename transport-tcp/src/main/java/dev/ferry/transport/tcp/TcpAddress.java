package dev.ferry.transport.tcp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host and a port, as people write them.
 *
 * @param host a name, an IPv4 address or, without its brackets, an IPv6 address
 */
record TcpAddress(String host, int port) {

    private static final int MAX_PORT = 65_535;
    private static final Pattern HOST_AND_PORT = Pattern
            .compile("(?:\\[([0-9A-Fa-f:.]+(?:%\\w+)?)]|([^\\s:\\[\\]]+)):(\\d{1,5})");

    /** Reads {@code host:port} or {@code [v6]:port}. */
    static TcpAddress parse(String text) {
        Matcher matcher = HOST_AND_PORT.matcher(text);
        int port = matcher.matches() ? Integer.parseInt(matcher.group(3)) : -1;
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a TCP address: a host and a port from 0 to "
                            + MAX_PORT + ", such as host-b:7777, 192.0.2.7:7777 or [2001:db8::7]:7777");
        }
        return new TcpAddress(matcher.group(1) != null ? matcher.group(1) : matcher.group(2), port);
    }

    /** As {@link #parse}, but a port 0 is nowhere to connect to. */
    static TcpAddress parsePeer(String text) {
        TcpAddress address = parse(text);
        if (address.port == 0) {
            throw new IllegalArgumentException("'" + text
                    + "' cannot be connected to: the port must be from 1 to " + MAX_PORT
                    + ", such as host-b:7777");
        }
        return address;
    }

    static TcpAddress of(InetSocketAddress address) {
        return new TcpAddress(address.getAddress().getHostAddress(), address.getPort());
    }

    TcpAddress withPort(int other) {
        return new TcpAddress(host, other);
    }

    /** Asks the name service, where the host is a name. */
    InetSocketAddress resolve() throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    @Override
    public String toString() {
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
}
