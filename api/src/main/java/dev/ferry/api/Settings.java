package dev.ferry.api;

/**
 * What the user has set, read by key. Handed to {@link PluginProvider#create}; immutable, for any thread. Where a
 * value does not parse, each method throws a {@link FerryException} of {@link ErrorCode#INVALID_SETTING} that names
 * the key, the value, what is allowed and where it was set.
 */
public interface Settings {

    /** The value of a setting, or its default. */
    <T> T get(Setting<T> setting);

    /**
     * A new instance of the plugin that a setting names, e.g. the scheduler of {@code ferry.scheduler}.
     *
     * @throws FerryException of {@link ErrorCode#UNKNOWN_PLUGIN} with the names that exist, where there is none
     */
    <T, P extends PluginProvider<T>> T create(Class<P> kind, Setting<String> choice);
}
