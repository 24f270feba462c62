/** Strategies that copy memory both before and after the guest moves. */
module dev.ferry.strategies.hybrid {
    requires transitive dev.ferry.api;
    requires static org.jspecify;

    exports dev.ferry.strategies.hybrid;

    provides dev.ferry.api.strategy.MigrationStrategy.Provider with
            dev.ferry.strategies.hybrid.Agile.Provider,
            dev.ferry.strategies.hybrid.Hybrid.Provider;
}
