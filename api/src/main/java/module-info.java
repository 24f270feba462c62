/**
 * The SPI of Ferry and its value types: everything that a plugin sees, and nothing else.
 *
 * <p>
 * Reading order: {@link dev.ferry.api.strategy.MigrationStrategy} and the verbs of
 * {@link dev.ferry.api.strategy.SourceSession}; {@link dev.ferry.api.strategy.PushScheduler}, the plugin that
 * people write; then the two ends of guest memory, {@link dev.ferry.api.memory.MemorySource} and
 * {@link dev.ferry.api.memory.FaultTrap}.
 */
module dev.ferry.api {
    requires static transitive org.jspecify;

    exports dev.ferry.api;
    exports dev.ferry.api.event;
    exports dev.ferry.api.guest;
    exports dev.ferry.api.memory;
    exports dev.ferry.api.strategy;
    exports dev.ferry.api.swap;
    exports dev.ferry.api.transport;
}
