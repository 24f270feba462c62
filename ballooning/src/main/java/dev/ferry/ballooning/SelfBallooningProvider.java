package dev.ferry.ballooning;

import dev.ferry.api.Setting;
import dev.ferry.api.Settings;
import dev.ferry.api.memory.BalloonController;
import java.util.List;

/** Finds dynamic self-ballooning by the name {@code dsb}. */
public final class SelfBallooningProvider implements BalloonController.Provider {

    /** Does nothing, as every provider. */
    public SelfBallooningProvider() {}

    @Override
    public String name() {
        return "dsb";
    }

    @Override
    public List<Setting<?>> settings() {
        return BallooningSettings.ALL;
    }

    @Override
    public BalloonController create(Settings settings) {
        return new DynamicSelfBallooning(BallooningSettings.of(settings));
    }
}
