package dev.ferry.testkit.migration;

import dev.ferry.api.PluginProvider;
import dev.ferry.api.Settings;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.api.transport.Transport;
import dev.ferry.engine.compose.Plugin;
import dev.ferry.engine.compose.PluginKind;

/**
 * Parts that a test hands over, as plugins beside those on the class path: so that a strategy which asks for its
 * scheduler by name gets this one. Their name is that of their class.
 */
final class HandedOver {

    private record Strategy(String name, MigrationStrategy part) implements MigrationStrategy.Provider {
        @Override
        public MigrationStrategy create(Settings settings) {
            return part;
        }
    }

    private record Scheduler(String name, PushScheduler part) implements PushScheduler.Provider {
        @Override
        public PushScheduler create(Settings settings) {
            return part;
        }
    }

    private record Carrier(String name, Transport part) implements Transport.Provider {
        @Override
        public Transport create(Settings settings) {
            return part;
        }
    }

    /** For anonymous classes and lambdas. */
    private static final String NAMELESS = "handed-over";

    private HandedOver() {}

    static Plugin of(MigrationStrategy strategy) {
        return plugin(PluginKind.STRATEGY, new Strategy(nameOf(strategy), strategy));
    }

    static Plugin of(PushScheduler scheduler) {
        return plugin(PluginKind.SCHEDULER, new Scheduler(nameOf(scheduler), scheduler));
    }

    static Plugin of(Transport transport) {
        return plugin(PluginKind.TRANSPORT, new Carrier(nameOf(transport), transport));
    }

    private static Plugin plugin(PluginKind kind, PluginProvider<?> provider) {
        return new Plugin(kind, provider.name(), provider, "unknown", "handed over by the test");
    }

    private static String nameOf(Object part) {
        Class<?> type = part.getClass();
        return type.isAnonymousClass() || type.isHidden() ? NAMELESS : type.getSimpleName();
    }
}
