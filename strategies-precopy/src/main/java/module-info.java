/** Strategies that copy memory before the guest moves: stop-and-copy and iterative pre-copy. */
module dev.ferry.strategies.precopy {
    requires transitive dev.ferry.api;
    requires static org.jspecify;

    exports dev.ferry.strategies.precopy;

    provides dev.ferry.api.strategy.MigrationStrategy.Provider with
            dev.ferry.strategies.precopy.StopAndCopy.Provider,
            dev.ferry.strategies.precopy.Precopy.Provider;
}
