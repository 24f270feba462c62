package dev.ferry.swap.redis;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a Redis server listens.
 *
 * @param host its name or address, without brackets
 * @param port its port
 * @param tls whether the connection is encrypted: {@code rediss://}
 */
public record RedisAddress(String host, int port, boolean tls) {

    static final String ALLOWED = "redis://host:port or rediss://host:port (TLS), several with commas between";

    private static final Pattern ADDRESS = Pattern
            .compile("(rediss?)://(\\[[0-9a-fA-F:.]+]|[^\\s:/@\\[\\]]+):(\\d{1,5})/?");

    /** Checks the port. */
    public RedisAddress {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not from 1 to 65535");
        }
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException where it is not that; user and password have settings of their own
     */
    public static RedisAddress parse(String text) {
        Matcher matcher = ADDRESS.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("an address is not " + ALLOWED);
        }
        String host = matcher.group(2);
        return new RedisAddress(host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                Integer.parseInt(matcher.group(3)), matcher.group(1).equals("rediss"));
    }

    /**
     * Reads addresses with commas between; an empty text is none. A password has no place among them, and the text is
     * not shown where there may be one.
     */
    static List<RedisAddress> parseAll(String text) {
        if (text.contains("@")) {
            throw new FerryException(ErrorCode.INVALID_SETTING, RedisSwapStoreProvider.SERVERS.key()
                    + ": an address has user or password in it; these go to "
                    + RedisSwapStoreProvider.USER.key()
                    + " and " + RedisSwapStoreProvider.PASSWORD_FILE.key() + ", allowed are " + ALLOWED);
        }
        return text.isBlank()
                ? List.of()
                : Arrays.stream(text.split(",", -1)).map(RedisAddress::parse).toList();
    }

    @Override
    public String toString() {
        return (tls ? "rediss://" : "redis://") + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
