package dev.ferry.engine.compose;

import com.google.inject.AbstractModule;
import com.google.inject.Provider;
import dev.ferry.api.Setting;
import dev.ferry.api.Settings;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.api.swap.SwapStore;
import dev.ferry.api.transport.Transport;
import dev.ferry.engine.EngineSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Guice's view of a composition by name: a new strategy, scheduler, transport or swap store at each injection, as the
 * settings choose it; null for the store where they choose none. To hand one over by hand, override its binding.
 */
public final class FerryModule extends AbstractModule {

    /** How guests are moved. */
    public static final Setting<String> STRATEGY = Setting.text("ferry.strategy", "precopy",
            "the migration strategy, by name");
    /** What carries the bytes. */
    public static final Setting<String> TRANSPORT = Setting.text("ferry.transport", "tcp",
            "the transport, by name");

    static final List<Setting<?>> CHOICES = List.of(STRATEGY, PushScheduler.CHOICE, TRANSPORT,
            SwapStore.CHOICE);

    private final LayeredSettings settings;

    /** A module that composes by these settings. */
    public FerryModule(LayeredSettings settings) {
        this.settings = settings;
    }

    /** Providers instead of annotated methods: so nothing here needs reflection, nor a module opened for it. */
    @Override
    protected void configure() {
        bind(Settings.class).toInstance(settings);
        bind(EngineSettings.class).toProvider(() -> EngineSettings.of(settings));
        bind(MigrationStrategy.class)
                .toProvider(() -> settings.create(MigrationStrategy.Provider.class, STRATEGY));
        bind(PushScheduler.class)
                .toProvider(() -> settings.create(PushScheduler.Provider.class, PushScheduler.CHOICE));
        bind(Transport.class).toProvider(() -> settings.create(Transport.Provider.class, TRANSPORT));
        bind(SwapStore.class).toProvider(this::swapStore);
        Provider<EngineSettings> engineSettings = getProvider(EngineSettings.class);
        Provider<MigrationStrategy> strategy = getProvider(MigrationStrategy.class);
        Provider<Transport> transport = getProvider(Transport.class);
        Provider<SwapStore> swapStore = getProvider(SwapStore.class);
        bind(Composition.class).toProvider(() -> {
            requireSwapStore();
            return new Composition(settings, strategy.get(), transport.get(), swapStore::get,
                    engineSettings.get());
        });
    }

    /** The store is opened when a guest needs it; that there is one of the name is known before. */
    private void requireSwapStore() {
        if (hasSwapStore()) {
            settings.provider(SwapStore.Provider.class, SwapStore.CHOICE);
        }
    }

    private @Nullable SwapStore swapStore() {
        return hasSwapStore() ? settings.create(SwapStore.Provider.class, SwapStore.CHOICE) : null;
    }

    private boolean hasSwapStore() {
        return !settings.get(SwapStore.CHOICE).equals(SwapStore.NONE);
    }
}
