package dev.ferry.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ferry.api.PluginProvider;
import dev.ferry.api.Setting;
import dev.ferry.api.Settings;
import dev.ferry.api.transport.Link;
import dev.ferry.api.transport.LinkListener;
import dev.ferry.api.transport.Transport;
import java.io.IOException;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TcpTransportProviderTest {

    private final Transport.Provider provider = ServiceLoader.load(Transport.Provider.class).findFirst()
            .orElseThrow();

    @Test
    void isFoundByName() {
        assertThat(provider.name()).isEqualTo("tcp");
    }

    @Test
    void makesAsManyBulkConnectionsAsTheConnectingEndSays() throws IOException {
        Transport destination = provider.create(new FixedSettings(Map.of()));
        Transport source = provider
                .create(new FixedSettings(Map.of(TcpTransportProvider.BULK_CONNECTIONS.key(), "4")));

        try (LinkListener listener = destination.listen("127.0.0.1:0");
                Link link = source.connect(listener.address());
                Link accepted = listener.accept()) {
            assertThat(link.bulk()).hasSize(4);
            assertThat(accepted.bulk()).hasSize(4);
        }
    }

    @Test
    void refusesTimeoutOutOfRangeWhereItIsSet() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TcpTransportProvider.PREAMBLE_TIMEOUT.parser().apply("0ms"))
                .withMessageContaining("from 1 ms to one day");
        assertThat(TcpTransportProvider.PREAMBLE_TIMEOUT.allowed()).contains("from 1 ms to one day");
    }

    @Test
    void refusesNumberOfBulkConnectionsOutOfRange() {
        assertThatIllegalArgumentException().isThrownBy(() -> TcpOptions.DEFAULTS.withBulkConnections(17))
                .withMessageContainingAll("17", "from 1 to 16");
    }

    private record FixedSettings(Map<String, String> texts) implements Settings {
        @Override
        public <T> T get(Setting<T> setting) {
            String text = texts.get(setting.key());
            return text == null ? setting.defaultValue() : setting.parser().apply(text);
        }

        @Override
        public <T, P extends PluginProvider<T>> T create(Class<P> kind, Setting<String> choice) {
            throw new UnsupportedOperationException("A transport is made of no other plugins");
        }
    }
}
