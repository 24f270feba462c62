package dev.ferry.swap.redis;

import dev.ferry.api.swap.SwapDevice;
import dev.ferry.api.swap.SwapStore;
import dev.ferry.testkit.swap.SwapDeviceContractTest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Devices on a cluster of three nodes. */
class ClusterTest extends SwapDeviceContractTest {

    private static RedisCluster cluster;

    @BeforeAll
    static void startCluster() throws IOException {
        cluster = RedisCluster.start();
    }

    @AfterAll
    static void stopCluster() throws IOException {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Override
    protected SwapStore open() {
        return new RedisSwapStore(cluster.options());
    }

    /** What docs/swap-redis.md says that a user needs is enough. */
    @Test
    void aUserNeedsWhatIsDocumented() throws IOException {
        for (RedisProcess node : cluster.nodes()) {
            node.command("acl", "setuser", "ferry", "on", ">sesame", "~ferry:*", "+@read", "+@write",
                    "+@transaction", "+eval", "+info", "+cluster|slots");
        }
        RedisOptions options = new RedisOptions(cluster.options().servers(), true, Optional.of("ferry"),
                Optional.of("sesame"), Optional.empty(), Pages.PATIENCE);
        try (RedisSwapStore store = new RedisSwapStore(options);
                SwapDevice device = store.open("access", Pages.GEOMETRY)) {
            device.attach();
            Pages.write(device, 1, Pages.slots(0, 100));
            Pages.assertHolds(device, 1, Pages.slots(0, 100));
            device.erase();
        }
    }

    /** Key slots go to other nodes while pages are written: what is refused is tried again, and nothing is lost. */
    @Test
    void partsMoveToOtherNodes() throws IOException {
        List<RedisProcess> nodes = cluster.nodes();
        try (RedisSwapStore store = new RedisSwapStore(cluster.options());
                SwapDevice device = store.open("moving", Pages.GEOMETRY)) {
            device.attach();
            Pages.write(device, 1, Pages.slots(0, 1024));

            cluster.move(3000, nodes.get(0), nodes.get(1));

            Pages.again(() -> Pages.assertHolds(device, 1, Pages.slots(0, 1024)));
            Pages.again(() -> Pages.write(device, 2, Pages.slots(0, 2048)));
            cluster.move(3000, nodes.get(1), nodes.get(0));
            Pages.again(() -> Pages.assertHolds(device, 2, Pages.slots(0, 2048)));
            Pages.again(device::erase);
        }
    }
}
