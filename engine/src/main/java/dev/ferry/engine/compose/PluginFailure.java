package dev.ferry.engine.compose;

/**
 * A plugin that was listed and could not be loaded.
 *
 * @param kind its SPI
 * @param origin its jar or folder, or {@code unknown}
 * @param reason what went wrong
 */
public record PluginFailure(PluginKind kind, String origin, String reason) {

    @Override
    public String toString() {
        return kind.title() + " in " + origin + ": " + reason;
    }
}
