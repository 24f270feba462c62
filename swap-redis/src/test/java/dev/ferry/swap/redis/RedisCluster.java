package dev.ferry.swap.redis;

import dev.ferry.testkit.internal.Background;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A cluster of three servers, each of which serves its pages when others are lost. */
final class RedisCluster implements AutoCloseable {

    private final List<RedisProcess> nodes = new ArrayList<>();

    private RedisCluster() {}

    static RedisCluster start() throws IOException {
        RedisCluster cluster = new RedisCluster();
        try {
            for (int i = 0; i < 3; i++) {
                cluster.nodes.add(RedisProcess.start("--cluster-enabled", "yes", "--cluster-port",
                        "BUS_PORT", "--cluster-require-full-coverage", "no",
                        "--cluster-node-timeout", "5000", "--appendonly", "yes", "--appendfsync", "always"));
            }
            cluster.join();
            return cluster;
        } catch (IOException | RuntimeException failed) {
            cluster.close();
            throw failed;
        }
    }

    private void join() throws IOException {
        List<String> command = new ArrayList<>(List.of("redis-cli", "--cluster", "create"));
        nodes.forEach(node -> command.add(node.nodeAddress()));
        command.addAll(List.of("--cluster-replicas", "0", "--cluster-yes"));
        RedisProcess.output(command.toArray(String[]::new));
        for (RedisProcess node : nodes) {
            Background.await(Pages.PATIENCE, "a node that knows the others", () -> knowsAll(node));
        }
    }

    /** Gives key slots of one node, and what lies in them, to another. */
    void move(int keySlots, RedisProcess from, RedisProcess to) throws IOException {
        RedisProcess.output("redis-cli", "--cluster", "reshard",
                nodes.getFirst().address().host() + ":" + nodes.getFirst().address().port(), "--cluster-from",
                from.command("cluster", "myid"), "--cluster-to", to.command("cluster", "myid"),
                "--cluster-slots",
                Integer.toString(keySlots), "--cluster-yes");
    }

    private static boolean knowsAll(RedisProcess node) {
        try {
            String info = node.command("cluster", "info");
            return info.contains("cluster_state:ok") && info.contains("cluster_slots_assigned:16384");
        } catch (IOException notYet) {
            return false;
        }
    }

    List<RedisProcess> nodes() {
        return nodes;
    }

    /** One node is named: it tells of the others. */
    RedisOptions options() {
        return Pages.options(List.of(nodes.getFirst().address()), true, Pages.PATIENCE);
    }

    @Override
    public void close() throws IOException {
        for (RedisProcess node : nodes) {
            node.close();
        }
    }
}
