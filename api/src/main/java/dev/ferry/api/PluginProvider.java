package dev.ferry.api;

import java.util.List;

/**
 * How a plugin is found: each SPI has a nested {@code Provider} that extends this one, listed under
 * {@code provides} in {@code module-info} and in {@code META-INF/services}. Providers have a public constructor
 * without arguments that does nothing; {@code ferry plugins} makes one of each.
 *
 * @param <T> the SPI
 */
public interface PluginProvider<T> {

    /** The name that users choose it by: lower-case letters, digits and hyphens, unique within its SPI. */
    String name();

    /** The settings that {@link #create} reads. A key under {@code ferry.} that no provider lists is an error. */
    default List<Setting<?>> settings() {
        return List.of();
    }

    /** A new instance, made once per migration, before anything is migrated. */
    T create(Settings settings);
}
