/** Post-copy, which moves the guest first and its memory after it, and the orders of active push. */
module dev.ferry.strategies.postcopy {
    requires transitive dev.ferry.api;
    requires static org.jspecify;

    exports dev.ferry.strategies.postcopy;

    provides dev.ferry.api.strategy.MigrationStrategy.Provider with
            dev.ferry.strategies.postcopy.Postcopy.Provider;
    provides dev.ferry.api.strategy.PushScheduler.Provider with
            dev.ferry.strategies.postcopy.DemandPaging.Provider,
            dev.ferry.strategies.postcopy.ActivePush.Provider,
            dev.ferry.strategies.postcopy.Bubbling.Provider,
            dev.ferry.strategies.postcopy.Replay.Provider,
            dev.ferry.strategies.postcopy.Trend.Provider;
}
