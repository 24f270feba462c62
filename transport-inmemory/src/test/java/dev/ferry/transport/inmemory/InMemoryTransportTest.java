package dev.ferry.transport.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.ferry.api.transport.Link;
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
    void port0BecomesOneWhereNobodyListens() throws IOException {
        Transport transport = transport();
        try (LinkListener first = transport.listen("host-b:0");
                LinkListener second = transport.listen("host-b:0");
                Link link = transport.connect(second.address())) {
            assertThat(first.address()).startsWith("host-b:").isNotEqualTo(second.address());
            assertThat(link.peer()).contains(second.address());
        }
    }

    @Test
    void isANetworkOfItsOwn() throws IOException {
        try (LinkListener elsewhere = new InMemoryTransport().listen("host-b")) {
            assertThatIOException().isThrownBy(() -> new InMemoryTransport().connect(elsewhere.address()))
                    .withMessageContaining("host-b");
        }
    }
}
