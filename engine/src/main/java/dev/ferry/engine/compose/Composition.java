package dev.ferry.engine.compose;

import com.google.inject.Guice;
import com.google.inject.Module;
import com.google.inject.ProvisionException;
import com.google.inject.util.Modules;
import dev.ferry.api.FerryException;
import dev.ferry.api.memory.BalloonController;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.api.swap.SwapStore;
import dev.ferry.api.transport.Transport;
import dev.ferry.engine.DestinationEnd;
import dev.ferry.engine.EngineSettings;
import dev.ferry.engine.SourceEnd;
import dev.ferry.engine.SourceEndBuilder;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Both ends, composed by name: what the settings choose is made and checked here, before anything is migrated. The
 * builders it hands out can be changed further.
 */
public final class Composition {

    private final LayeredSettings settings;
    private final MigrationStrategy strategy;
    private final Transport transport;
    private final Supplier<@Nullable SwapStore> swapStore;
    private final @Nullable BalloonController balloonController;
    private final EngineSettings engineSettings;

    Composition(LayeredSettings settings, MigrationStrategy strategy, Transport transport,
            Supplier<@Nullable SwapStore> swapStore, @Nullable BalloonController balloonController,
            EngineSettings engineSettings) {
        this.settings = settings;
        this.strategy = strategy;
        this.transport = transport;
        this.swapStore = swapStore;
        this.balloonController = balloonController;
        this.engineSettings = engineSettings;
    }

    /**
     * Composes by settings.
     *
     * @param overrides Guice modules whose bindings replace what the settings choose
     * @throws FerryException where a choice cannot be made, naming the key, the value and what is allowed
     */
    public static Composition of(LayeredSettings settings, Module... overrides) {
        return explained(() -> Guice
                .createInjector(Modules.override(new FerryModule(settings)).with(overrides))
                .getInstance(Composition.class));
    }

    /** What Guice makes; what fails on the way is told as it was thrown. */
    private static <T> T explained(Supplier<T> made) {
        try {
            return made.get();
        } catch (ProvisionException wrapped) {
            throw wrapped.getCause() instanceof FerryException explained ? explained : wrapped;
        }
    }

    /** A source end to be completed with its guest. Serves one migration: strategies are made once each. */
    public SourceEndBuilder source(String address) {
        return SourceEnd.builder().transport(transport, address)
                .transportName(settings.get(FerryModule.TRANSPORT))
                .strategy(strategy).names(settings.get(FerryModule.STRATEGY), schedulerName())
                .settings(engineSettings);
    }

    /** A destination end to be completed with its host. */
    public DestinationEnd.Builder destination(String address) {
        return DestinationEnd.builder().transport(transport, address).settings(engineSettings);
    }

    /**
     * Opens the store of this host, as {@link SwapStore#CHOICE} names it; the caller closes it.
     *
     * @return empty where guests keep all their pages in memory
     * @throws FerryException where it cannot be opened, as its provider says
     */
    public Optional<SwapStore> swapStore() {
        return explained(() -> Optional.ofNullable(swapStore.get()));
    }

    /**
     * Who decides on balloons on this host, as {@link BalloonController#CHOICE} names it; the same at each call. Who runs
     * the guest gives it the guest's balloon: neither end does.
     *
     * @return empty where nobody inflates balloons
     */
    public Optional<BalloonController> balloonController() {
        return Optional.ofNullable(balloonController);
    }

    /** The engine's own settings, as chosen. */
    public EngineSettings engineSettings() {
        return engineSettings;
    }

    /** The scheduler's name where the strategy has one. */
    private @Nullable String schedulerName() {
        return settings.wasMade(PushScheduler.CHOICE) ? settings.get(PushScheduler.CHOICE) : null;
    }
}
