package dev.ferry.swap.redis;

import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.providers.ClusterConnectionProvider;

/** The nodes of a cluster and which key slots they have. Nothing is asked before the first connection is wanted. */
final class Cluster {

    private final RedisOptions options;
    @Nullable
    private ClusterConnectionProvider nodes;

    Cluster(RedisOptions options) {
        this.options = options;
    }

    /** Where the node is that has a key slot, as far as is known; else where the cluster was said to be. */
    synchronized String name(int keySlot) {
        HostAndPort node = nodes == null ? null : nodes.getNode(keySlot);
        return node == null
                ? "cluster " + options.servers()
                : new RedisAddress(node.getHost(), node.getPort(), usesTls()).toString();
    }

    /** A connection to the node that has a key slot. */
    Connection connection(int keySlot) {
        return nodes().getConnectionFromSlot(keySlot);
    }

    private synchronized ClusterConnectionProvider nodes() {
        if (nodes == null) {
            Set<HostAndPort> known = options.servers().stream()
                    .map(server -> new HostAndPort(server.host(), server.port())).collect(Collectors.toSet());
            Connecting connecting = new Connecting(options);
            nodes = new ClusterConnectionProvider(known, connecting.client(usesTls()), connecting.pool());
        }
        return nodes;
    }

    private boolean usesTls() {
        return options.servers().getFirst().tls();
    }

    /** Asks again which node has which key slots. */
    void refresh() {
        nodes().renewSlotCache();
    }

    synchronized void close() {
        if (nodes != null) {
            nodes.close();
        }
    }
}
