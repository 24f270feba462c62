package dev.ferry.engine.compose;

import dev.ferry.api.PluginProvider;
import dev.ferry.api.memory.BalloonController;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.api.swap.SwapStore;
import dev.ferry.api.transport.Transport;
import java.util.Arrays;

/** The SPIs that are found by name. */
public enum PluginKind {
    /** {@link MigrationStrategy}. */
    STRATEGY("strategy", MigrationStrategy.Provider.class),
    /** {@link PushScheduler}. */
    SCHEDULER("scheduler", PushScheduler.Provider.class),
    /** {@link Transport}. */
    TRANSPORT("transport", Transport.Provider.class),
    /** {@link SwapStore}. */
    SWAP("swap store", SwapStore.Provider.class),
    /** {@link BalloonController}. */
    BALLOON("balloon controller", BalloonController.Provider.class);

    private final String title;
    private final Class<? extends PluginProvider<?>> provider;

    PluginKind(String title, Class<? extends PluginProvider<?>> provider) {
        this.title = title;
        this.provider = provider;
    }

    /** What it is called. */
    public String title() {
        return title;
    }

    /** The service that providers implement. */
    public Class<? extends PluginProvider<?>> provider() {
        return provider;
    }

    static PluginKind of(Class<?> provider) {
        return Arrays.stream(values()).filter(kind -> kind.provider == provider).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(provider + " is no service of Ferry"));
    }
}
