package dev.ferry.engine.compose;

import dev.ferry.api.PluginProvider;

/**
 * A plugin that was found.
 *
 * @param kind its SPI
 * @param name what it is chosen by
 * @param provider makes it
 * @param version as its jar or module states it, or {@code unknown}
 * @param origin its jar or folder
 */
public record Plugin(PluginKind kind, String name, PluginProvider<?> provider, String version,
        String origin) {

    @Override
    public String toString() {
        return provider.getClass().getName() + " " + version + " in " + origin;
    }
}
