/** What plugin authors test with. */
module dev.ferry.testkit {
    requires transitive dev.ferry.api;
    requires transitive dev.ferry.workload;
    requires transitive org.junit.jupiter.api;
    requires org.assertj.core;
    requires static org.jspecify;

    exports dev.ferry.testkit.guest;
    exports dev.ferry.testkit.memory;
    exports dev.ferry.testkit.strategy;
    exports dev.ferry.testkit.swap;
    exports dev.ferry.testkit.transport;
    exports dev.ferry.testkit.wrap;

    provides dev.ferry.api.swap.SwapStore.Provider with dev.ferry.testkit.swap.InMemorySwapStoreProvider;
    provides dev.ferry.api.transport.Transport.Provider with
            dev.ferry.testkit.transport.FaultyTransportProvider;
}
