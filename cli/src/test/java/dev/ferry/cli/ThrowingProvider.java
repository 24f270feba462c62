package dev.ferry.cli;

import dev.ferry.api.Settings;
import dev.ferry.api.strategy.PushScheduler;

/** A plugin that cannot be made. */
public final class ThrowingProvider implements PushScheduler.Provider {

    /** Breaks. */
    public ThrowingProvider() {
        throw new IllegalStateException("this plugin is broken");
    }

    @Override
    public String name() {
        return "throwing";
    }

    @Override
    public PushScheduler create(Settings settings) {
        throw new AssertionError("it could not be made");
    }
}
