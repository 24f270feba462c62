package dev.ferry.swap.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.PluginProvider;
import dev.ferry.api.Setting;
import dev.ferry.api.Settings;
import dev.ferry.api.swap.SwapStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RedisSwapStoreProviderTest {

    private static final String SERVERS = "ferry.swap.redis.servers";
    private static final String ONE = "redis://127.0.0.1:6379";

    @TempDir
    private Path folder;

    @Test
    void isFoundByNameAndMakesAStoreThatIsNotYetConnected() {
        SwapStore.Provider provider = ServiceLoader.load(SwapStore.Provider.class).stream()
                .map(ServiceLoader.Provider::get).filter(one -> one.name().equals("redis")).findFirst()
                .orElseThrow();

        try (SwapStore store = provider.create(settings(SERVERS, "redis://127.0.0.1:1"))) {
            assertThat(store.toString()).contains("redis://127.0.0.1:1");
        }
    }

    @Test
    void readsAllSettings() throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "open sesame\n");
        RedisOptions options = RedisSwapStoreProvider.options(settings(SERVERS,
                "rediss://one.example:6379, rediss://[::1]:7000", "ferry.swap.redis.cluster", "true",
                "ferry.swap.redis.user", "ferry", "ferry.swap.redis.password-file", password.toString(),
                "ferry.swap.redis.ca-file", "ca.pem", "ferry.swap.redis.timeout", "500ms"));

        assertThat(options.servers()).containsExactly(new RedisAddress("one.example", 6379, true),
                new RedisAddress("::1", 7000, true));
        assertThat(options.servers().toString()).contains("rediss://[::1]:7000");
        assertThat(options.cluster()).isTrue();
        assertThat(options.user()).contains("ferry");
        assertThat(options.password()).contains("open sesame");
        assertThat(options.caFile()).contains(Path.of("ca.pem"));
        assertThat(options.timeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(options.toString()).contains("cluster", "ferry").doesNotContain("sesame");
    }

    @Test
    void waitsTwoSecondsWhereNothingIsSaid() {
        assertThat(RedisSwapStoreProvider.options(settings(SERVERS, ONE)))
                .isEqualTo(RedisOptions.of(new RedisAddress("127.0.0.1", 6379, false)));
        assertThat(RedisOptions.DEFAULT_TIMEOUT).isEqualTo(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:6379", "http://localhost:80", "redis://localhost",
            "redis://localhost:0", "redis://localhost:65536", "redis://:6379", "redis://a:1,,redis://b:2",
            "redis://a:1/5", "redis://a b:1"})
    void refusesWhatIsNoAddress(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisSwapStoreProvider.SERVERS.parser().apply(text));
        assertThat(RedisSwapStoreProvider.SERVERS.allowed()).contains("redis://host:port", "rediss://");
    }

    @Test
    void doesNotShowAPasswordInAnAddress() {
        Pages.assertFails(ErrorCode.INVALID_SETTING,
                () -> RedisSwapStoreProvider
                        .options(settings(SERVERS, "redis://ferry:sesame@localhost:6379")))
                .hasMessageContaining(SERVERS).hasMessageContaining("ferry.swap.redis.password-file")
                .hasMessageNotContaining("sesame");
    }

    @Test
    void refusesWhatDoesNotFitTogether() {
        assertRefused("no server is named");
        assertRefused("named twice: [" + ONE, SERVERS, ONE + "," + ONE);
        assertRefused("use TLS, or none", SERVERS, ONE + ",rediss://127.0.0.1:1", "ferry.swap.redis.cluster",
                "true");
        assertRefused("is for rediss://", SERVERS, ONE, "ferry.swap.redis.ca-file", "ca.pem");
        assertRefused("user 'ferry' has no password", SERVERS, ONE, "ferry.swap.redis.user", "ferry");
        assertRefused("is not from 1 ms", SERVERS, ONE, "ferry.swap.redis.timeout", "0ms");
        assertRefused("allowed is one of them", SERVERS, ONE, "ferry.swap.redis.password", "sesame",
                "ferry.swap.redis.password-file", "file");
        assertRefused("missing", SERVERS, ONE, "ferry.swap.redis.password-file",
                folder.resolve("missing").toString());
    }

    private static void assertRefused(String reason, String... keysAndValues) {
        Pages.assertFails(ErrorCode.INVALID_SETTING,
                () -> RedisSwapStoreProvider.options(settings(keysAndValues)))
                .hasMessageContaining("ferry.swap.redis").hasMessageContaining(reason)
                .hasMessageNotContaining("sesame");
    }

    @Test
    void listsItsSettings() {
        List<Setting<?>> settings = new RedisSwapStoreProvider().settings();

        assertThat(settings).extracting(Setting::key).allMatch(key -> key.startsWith("ferry.swap.redis."))
                .doesNotHaveDuplicates().hasSize(7);
    }

    private static Settings settings(String... keysAndValues) {
        Map<String, String> texts = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            texts.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return new FixedSettings(texts);
    }

    private record FixedSettings(Map<String, String> texts) implements Settings {
        @Override
        public <T> T get(Setting<T> setting) {
            String text = texts.get(setting.key());
            return text == null ? setting.defaultValue() : setting.parser().apply(text);
        }

        @Override
        public <T, P extends PluginProvider<T>> T create(Class<P> kind, Setting<String> choice) {
            throw new UnsupportedOperationException("a store is made of no other plugins");
        }
    }
}
