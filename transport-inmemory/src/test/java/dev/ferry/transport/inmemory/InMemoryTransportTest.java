package dev.ferry.transport.inmemory;

import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.ferry.api.transport.LinkListener;
import dev.ferry.api.transport.Transport;
import dev.ferry.testkit.transport.TransportContractTest;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class InMemoryTransportTest extends TransportContractTest {

    @Override
    protected Transport transport() {
        return new InMemoryTransport(InMemoryOptions.DEFAULTS.withBulkLanes(2));
    }

    @Override
    protected String freeAddress() {
        return "destination";
    }

    @Test
    void isANetworkOfItsOwn() throws IOException {
        try (LinkListener elsewhere = new InMemoryTransport().listen("host-b")) {
            assertThatIOException().isThrownBy(() -> new InMemoryTransport().connect(elsewhere.address()))
                    .withMessageContaining("host-b");
        }
    }
}
