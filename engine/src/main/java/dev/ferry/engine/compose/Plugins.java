package dev.ferry.engine.compose;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.PluginProvider;
import dev.ferry.api.Setting;
import dev.ferry.api.memory.BalloonController;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.api.swap.SwapStore;
import dev.ferry.api.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * The plugins that were found, and those that were not and why. One that fails to load does not take the others with
 * it. Immutable.
 *
 * @param found in the order of discovery
 * @param failures what was listed and could not be loaded
 */
public record Plugins(List<Plugin> found, List<PluginFailure> failures) {

    /** Copies the lists. */
    public Plugins {
        found = List.copyOf(found);
        failures = List.copyOf(failures);
    }

    /**
     * Looks for plugins on the module path and the class path: by the class loader of the SPI first, then by the
     * context class loader.
     */
    public static Plugins discover() {
        PluginDiscovery discovery = new PluginDiscovery();
        for (ClassLoader loader : PluginDiscovery.loaders()) {
            discovery.add(PluginKind.STRATEGY, ServiceLoader.load(MigrationStrategy.Provider.class, loader),
                    loader);
            discovery.add(PluginKind.SCHEDULER, ServiceLoader.load(PushScheduler.Provider.class, loader),
                    loader);
            discovery.add(PluginKind.TRANSPORT, ServiceLoader.load(Transport.Provider.class, loader), loader);
            discovery.add(PluginKind.SWAP, ServiceLoader.load(SwapStore.Provider.class, loader), loader);
            discovery.add(PluginKind.BALLOON, ServiceLoader.load(BalloonController.Provider.class, loader),
                    loader);
        }
        return discovery.result();
    }

    /**
     * The provider of a name.
     *
     * @throws FerryException of {@link ErrorCode#UNKNOWN_PLUGIN} with the names that exist, and of
     *         {@link ErrorCode#PLUGIN_FAILED} where two have the name
     */
    public <P extends PluginProvider<?>> P find(Class<P> kind, String name) {
        List<Plugin> named = found.stream()
                .filter(plugin -> kind.isInstance(plugin.provider()) && plugin.name().equals(name)).toList();
        if (named.isEmpty()) {
            throw new FerryException(ErrorCode.UNKNOWN_PLUGIN,
                    "no " + PluginKind.of(kind).title() + " is named '"
                            + name + "', allowed is one of " + String.join(", ", names(kind)) + hint());
        }
        if (named.size() > 1) {
            throw new FerryException(ErrorCode.PLUGIN_FAILED, "two of the " + PluginKind.of(kind).title()
                    + " plugins are named '" + name + "': " + named.stream().map(Plugin::toString)
                            .collect(Collectors.joining(" and "))
                    + "; take one of them away");
        }
        return kind.cast(named.getFirst().provider());
    }

    /** The names of a kind, sorted. */
    public List<String> names(Class<? extends PluginProvider<?>> kind) {
        return found.stream().filter(plugin -> kind.isInstance(plugin.provider())).map(Plugin::name)
                .distinct()
                .sorted().toList();
    }

    /** All settings that the plugins read. */
    List<Setting<?>> settings() {
        List<Setting<?>> settings = new ArrayList<>();
        found.forEach(plugin -> settings.addAll(plugin.provider().settings()));
        return settings;
    }

    private String hint() {
        return failures.isEmpty()
                ? ""
                : "; " + failures.size() + " could not be loaded, the first: " + failures.getFirst();
    }
}
