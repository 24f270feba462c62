/** A push scheduler that brings memory by blocks. */
module example.blocks {
    requires dev.ferry.api;

    provides dev.ferry.api.strategy.PushScheduler.Provider with example.blocks.BlockFirst.Provider;
}
