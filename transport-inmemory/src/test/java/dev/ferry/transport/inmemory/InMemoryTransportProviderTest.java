package dev.ferry.transport.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ferry.api.PluginProvider;
import dev.ferry.api.Setting;
import dev.ferry.api.Settings;
import dev.ferry.api.transport.Link;
import dev.ferry.api.transport.LinkListener;
import dev.ferry.api.transport.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class InMemoryTransportProviderTest {

    private final Transport.Provider provider = ServiceLoader.load(Transport.Provider.class).findFirst()
            .orElseThrow();

    @Test
    void isFoundByName() {
        assertThat(provider.name()).isEqualTo("inmemory");
    }

    @Test
    void letsEndsThatWereComposedApartFindEachOther() throws IOException {
        Transport destination = provider.create(new FixedSettings(Map.of()));
        Transport source = provider.create(new FixedSettings(Map.of()));

        try (LinkListener listener = destination.listen("host-b"); Link link = source.connect("host-b")) {
            assertThat(listener.accept().bulk()).hasSameSizeAs(link.bulk());
        }
    }

    @Test
    void takesTheConnectingEndsSettings() throws IOException {
        Transport destination = provider.create(new FixedSettings(Map.of()));
        Transport source = provider
                .create(new FixedSettings(Map.of(InMemoryTransportProvider.BULK_LANES.key(), "3")));

        try (LinkListener listener = destination.listen("host-c"); Link link = source.connect("host-c")) {
            assertThat(link.bulk()).hasSize(3);
            assertThat(listener.accept().bulk()).hasSize(3);
        }
    }

    @Test
    void refusesOptionsOutOfRange() {
        assertThatIllegalArgumentException().isThrownBy(() -> InMemoryOptions.DEFAULTS.withBulkLanes(17))
                .withMessageContainingAll("17", "from 1 to 16");
        assertThatIllegalArgumentException().isThrownBy(() -> InMemoryOptions.DEFAULTS.withBandwidth(-1))
                .withMessageContaining("-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InMemoryOptions.DEFAULTS.withLatency(Duration.ofMillis(-1)));
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
