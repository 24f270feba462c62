package dev.ferry.strategies.postcopy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.PluginProvider;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.PushScheduler;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ProvidersTest {

    @Test
    void areFoundOnTheClassPathByName() {
        assertThat(ServiceLoader.load(MigrationStrategy.Provider.class)).extracting(PluginProvider::name)
                .contains("postcopy");
        assertThat(ServiceLoader.load(PushScheduler.Provider.class)).extracting(PluginProvider::name)
                .contains("demand", "push", "bubbling", "replay", "trend");
    }
}
