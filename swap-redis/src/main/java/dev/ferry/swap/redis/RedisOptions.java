package dev.ferry.swap.redis;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * How {@link RedisSwapStore} reaches its servers.
 *
 * @param servers one server, several that know nothing of each other, or nodes of one cluster; all hosts list the same
 * @param cluster whether they are nodes of one Redis Cluster: then some of them are enough
 * @param user of the servers' access control list; where empty, the default user
 * @param password of the user; never shown
 * @param caFile certificates in PEM that sign those of the servers; where empty, those that the JDK trusts
 * @param timeout for a connection to be made, and for each answer
 */
public record RedisOptions(List<RedisAddress> servers, boolean cluster, Optional<String> user,
        Optional<String> password, Optional<Path> caFile, Duration timeout) {

    /** What {@link #timeout} is where nothing is said: long beside any answer, short beside a person's patience. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

    /** Checks what fits together, and names what does not. */
    public RedisOptions {
        servers = List.copyOf(servers);
        require(!servers.isEmpty(), "no server is named; allowed are " + RedisAddress.ALLOWED);
        require(new HashSet<>(servers).size() == servers.size(), "a server is named twice: " + servers);
        require(servers.size() <= Placement.MOST_SHARDS,
                servers.size() + " servers are named, allowed are " + Placement.MOST_SHARDS);
        boolean anyTls = servers.stream().anyMatch(RedisAddress::tls);
        require(!cluster || !anyTls || servers.stream().allMatch(RedisAddress::tls),
                "of the nodes of a cluster all use TLS, or none: " + servers);
        require(caFile.isEmpty() || anyTls,
                "a file of certificates is for rediss://, none is among " + servers);
        require(user.isEmpty() || password.isPresent(), "user '" + user.orElse("") + "' has no password");
        require(timeout.toMillis() >= 1 && timeout.toMillis() <= Integer.MAX_VALUE,
                "timeout " + timeout + " is not from 1 ms to 24 days");
    }

    /** Servers without user, password and certificates of their own. */
    public static RedisOptions of(RedisAddress... servers) {
        return new RedisOptions(List.of(servers), false, Optional.empty(), Optional.empty(), Optional.empty(),
                DEFAULT_TIMEOUT);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    int timeoutMillis() {
        return (int) timeout.toMillis();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return (cluster ? "cluster " : "") + servers + user.map(name -> ", user " + name).orElse("");
    }
}
