package dev.ferry.swap.redis;

import dev.ferry.api.swap.SwapStore;
import dev.ferry.testkit.swap.SwapDeviceContractTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Devices on three servers that know nothing of each other. */
class SeveralServersTest extends SwapDeviceContractTest {

    private static final List<RedisProcess> SERVERS = new ArrayList<>();

    @BeforeAll
    static void startServers() throws IOException {
        for (int i = 0; i < 3; i++) {
            SERVERS.add(RedisProcess.start());
        }
    }

    @AfterAll
    static void stopServers() throws IOException {
        for (RedisProcess server : SERVERS) {
            server.close();
        }
    }

    /** Each host lists them in another order. */
    @Override
    protected SwapStore open() {
        Collections.rotate(SERVERS, 1);
        return new RedisSwapStore(
                Pages.options(SERVERS.stream().map(RedisProcess::address).toArray(RedisAddress[]::new)));
    }
}
