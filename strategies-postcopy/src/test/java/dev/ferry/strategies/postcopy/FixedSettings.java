package dev.ferry.strategies.postcopy;

import dev.ferry.api.PluginProvider;
import dev.ferry.api.Setting;
import dev.ferry.api.Settings;
import java.util.Map;

/** Settings by their texts, which are parsed when they are read. */
record FixedSettings(Map<String, String> texts) implements Settings {

    @Override
    public <T> T get(Setting<T> setting) {
        String text = texts.get(setting.key());
        return text == null ? setting.defaultValue() : setting.parser().apply(text);
    }

    @Override
    public <T, P extends PluginProvider<T>> T create(Class<P> kind, Setting<String> choice) {
        throw new UnsupportedOperationException("A scheduler is made of no other plugins");
    }
}
