package dev.ferry.engine.compose;

import com.google.inject.AbstractModule;
import com.google.inject.Provider;
import dev.ferry.api.PluginProvider;
import dev.ferry.api.Setting;
import dev.ferry.api.Settings;
import dev.ferry.api.memory.BalloonController;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.api.swap.SwapStore;
import dev.ferry.api.transport.Transport;
import dev.ferry.engine.EngineSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Guice's view of a composition by name: a new strategy, scheduler, transport, swap store or balloon controller at each
 * injection, as the settings choose it; null for one of the last two where they choose none. To hand one over by hand,
 * override its binding.
 */
public final class FerryModule extends AbstractModule {

    /** How guests are moved. */
    public static final Setting<String> STRATEGY = Setting.text("ferry.strategy", "precopy",
            "the migration strategy, by name");
    /** What carries the bytes. */
    public static final Setting<String> TRANSPORT = Setting.text("ferry.transport", "tcp",
            "the transport, by name");

    static final List<Setting<?>> CHOICES = List.of(STRATEGY, PushScheduler.CHOICE, TRANSPORT,
            SwapStore.CHOICE, BalloonController.CHOICE);

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
        bind(SwapStore.class)
                .toProvider(() -> createUnless(SwapStore.NONE, SwapStore.Provider.class, SwapStore.CHOICE));
        bind(BalloonController.class).toProvider(
                () -> createUnless(BalloonController.NONE, BalloonController.Provider.class,
                        BalloonController.CHOICE));
        Provider<EngineSettings> engineSettings = getProvider(EngineSettings.class);
        Provider<MigrationStrategy> strategy = getProvider(MigrationStrategy.class);
        Provider<Transport> transport = getProvider(Transport.class);
        Provider<SwapStore> swapStore = getProvider(SwapStore.class);
        Provider<BalloonController> balloonController = getProvider(BalloonController.class);
        bind(Composition.class).toProvider(() -> {
            requireSwapStore();
            return new Composition(settings, strategy.get(), transport.get(), swapStore::get,
                    balloonController.get(), engineSettings.get());
        });
    }

    /** The store is opened when a guest needs it; that there is one of the name is known before. */
    private void requireSwapStore() {
        if (!settings.get(SwapStore.CHOICE).equals(SwapStore.NONE)) {
            settings.provider(SwapStore.Provider.class, SwapStore.CHOICE);
        }
    }

    /** What is named, where something else than {@code none} is. */
    private <T, P extends PluginProvider<T>> @Nullable T createUnless(String none, Class<P> kind,
            Setting<String> choice) {
        return settings.get(choice).equals(none) ? null : settings.create(kind, choice);
    }
}
