package dev.ferry.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;

class SocketsTest {

    @Test
    void sendsAtOnceAndKeepsAlive() throws IOException {
        try (SocketChannel channel = SocketChannel.open()) {
            Sockets.configure(channel);

            assertThat(channel.getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
            assertThat(channel.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
        }
    }

    @Test
    void noticesSilentPeerWithinTwentyFiveSeconds() throws IOException {
        try (SocketChannel channel = SocketChannel.open()) {
            assumeTrue(channel.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE),
                    "this system does not let a connection choose its keepalive times");

            Sockets.configure(channel);

            int idleSeconds = channel.getOption(ExtendedSocketOptions.TCP_KEEPIDLE);
            int intervalSeconds = channel.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL);
            int probes = channel.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT);
            assertThat(idleSeconds + intervalSeconds * probes).isEqualTo(25);
        }
    }
}
