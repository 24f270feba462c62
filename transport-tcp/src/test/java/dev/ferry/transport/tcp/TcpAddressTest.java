package dev.ferry.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.Inet6Address;
import java.util.List;
import org.junit.jupiter.api.Test;

class TcpAddressTest {

    @Test
    void readsHostAndPort() {
        assertThat(TcpAddress.parse("host-b:7777")).isEqualTo(new TcpAddress("host-b", 7777));
        assertThat(TcpAddress.parse("192.0.2.7:0")).isEqualTo(new TcpAddress("192.0.2.7", 0));
        assertThat(TcpAddress.parse("[2001:db8::7]:65535")).isEqualTo(new TcpAddress("2001:db8::7", 65535));
        assertThat(TcpAddress.parse("[fe80::1%eth0]:1")).isEqualTo(new TcpAddress("fe80::1%eth0", 1));
    }

    @Test
    void writesWhatItReads() {
        for (String address : List.of("host-b:7777", "192.0.2.7:1", "[2001:db8::7]:7777", "[::]:80")) {
            assertThat(TcpAddress.parse(address)).hasToString(address);
        }
    }

    @Test
    void resolvesIpv6WithoutANameService() throws IOException {
        assertThat(TcpAddress.parse("[::1]:7777").resolve().getAddress()).isInstanceOf(Inet6Address.class);
    }

    @Test
    void refusesWhatIsNoHostAndPort() {
        for (String address : List.of("", "host-b", ":7777", "host-b:", "host-b:x", "host-b:65536",
                "host-b:-1",
                "2001:db8::7:7777", "[host-b]:7777", "[::1]", "host b:7777", " host-b:7777",
                "host-b:777777")) {
            assertThatIllegalArgumentException().isThrownBy(() -> TcpAddress.parse(address))
                    .withMessageContainingAll("'" + address + "'", "from 0 to 65535", "[2001:db8::7]:7777");
        }
    }

    @Test
    void refusesToConnectToPortZero() {
        assertThatIllegalArgumentException().isThrownBy(() -> TcpAddress.parsePeer("host-b:0"))
                .withMessageContainingAll("'host-b:0'", "from 1 to 65535");
    }
}
