package dev.ferry.strategies.hybrid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.PluginProvider;
import dev.ferry.api.strategy.MigrationStrategy;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ProvidersTest {

    @Test
    void areFoundOnTheClassPathByName() {
        assertThat(ServiceLoader.load(MigrationStrategy.Provider.class)).extracting(PluginProvider::name)
                .contains("agile", "hybrid");
    }
}
