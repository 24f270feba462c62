package dev.ferry.swap.redis;

import java.util.stream.IntStream;
import redis.clients.jedis.Connection;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * The node of a cluster that has one of the {@link #COUNT} key slots that Ferry uses. These are spread evenly over all
 * key slots, so that each node has about as many. Where a key slot has gone to another node, the former one refuses an
 * exchange, and the next goes to the new one. While its keys move one by one from node to node it is out of reach: an
 * exchange fails as unreachable, and gives no wrong page.
 */
final class ClusterShard extends RedisServer {

    /** In how many parts a guest's pages lie, all of one part on one node. */
    static final int COUNT = 16;

    private static final int KEY_SLOTS = 1 << 14;

    private final Cluster cluster;
    private final String tag;
    private final int keySlot;

    /**
     * The node that has one of the parts.
     *
     * @param index from 0 up to, not including, {@link #COUNT}
     */
    ClusterShard(Cluster cluster, int index) {
        this.cluster = cluster;
        tag = tag(index);
        keySlot = JedisClusterCRC16.getSlot(tag);
    }

    /** The smallest number whose hash lies in the part: of a key's name, a cluster hashes what is in braces. */
    private static String tag(int index) {
        return IntStream.iterate(0, number -> number + 1).mapToObj(Integer::toString)
                .filter(number -> JedisClusterCRC16.getSlot(number) / (KEY_SLOTS / COUNT) == index)
                .findFirst().orElseThrow();
    }

    @Override
    String name() {
        return cluster.name(keySlot);
    }

    @Override
    String keyPrefix() {
        return "ferry:{" + tag + "}:";
    }

    @Override
    Connection connection() {
        return cluster.connection(keySlot);
    }

    @Override
    void forgetConnections() {
        cluster.refresh();
    }
}
