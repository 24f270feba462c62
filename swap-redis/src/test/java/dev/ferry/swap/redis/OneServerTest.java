package dev.ferry.swap.redis;

import dev.ferry.api.swap.SwapStore;
import dev.ferry.testkit.swap.SwapDeviceContractTest;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Devices on one server. */
class OneServerTest extends SwapDeviceContractTest {

    private static RedisProcess server;

    @BeforeAll
    static void startServer() throws IOException {
        server = RedisProcess.start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected SwapStore open() {
        return new RedisSwapStore(Pages.options(server.address()));
    }
}
