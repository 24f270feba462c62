package dev.ferry.testkit.swap;

import dev.ferry.api.Setting;
import dev.ferry.api.Settings;
import dev.ferry.api.swap.SwapStore;
import java.util.List;

/** Finds the store by the name {@code inmemory}. */
public final class InMemorySwapStoreProvider implements SwapStore.Provider {

    /** Which stores share their devices. */
    public static final Setting<String> NAME = Setting.text("ferry.swap.inmemory.name", "default",
            "Stores of one name in one process share their swap devices");

    /** Does nothing, as every provider. */
    public InMemorySwapStoreProvider() {}

    @Override
    public String name() {
        return "inmemory";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(NAME);
    }

    @Override
    public SwapStore create(Settings settings) {
        return new InMemorySwapStore(settings.get(NAME));
    }
}
