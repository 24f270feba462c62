/** Keeps guests within a reservation of memory: their cold pages lie on swap devices of their own. */
module dev.ferry.paging {
    requires transitive dev.ferry.api;
    requires HdrHistogram;
    requires org.slf4j;
    requires static org.jspecify;

    exports dev.ferry.paging;
    exports dev.ferry.paging.file;
    exports dev.ferry.paging.workingset;

    provides dev.ferry.api.swap.SwapStore.Provider with dev.ferry.paging.file.FileSwapStoreProvider;
}
