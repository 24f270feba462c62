package dev.ferry.transport.tcp;

import dev.ferry.api.transport.Transport;
import dev.ferry.testkit.transport.TransportContractTest;

class TcpTransportTest extends TransportContractTest {

    @Override
    protected Transport transport() {
        return new TcpTransport(TcpOptions.DEFAULTS.withBulkConnections(2));
    }

    @Override
    protected String freeAddress() {
        return "127.0.0.1:0";
    }
}
