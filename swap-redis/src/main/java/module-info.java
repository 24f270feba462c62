/** Swap devices of guests on Redis: one server, several, or a cluster. */
module dev.ferry.swap.redis {
    requires transitive dev.ferry.api;
    requires redis.clients.jedis;
    // What the client needs and, as an automatic module, cannot say.
    requires com.google.gson;
    requires org.apache.commons.pool2;
    requires org.json;
    requires org.slf4j;
    requires static org.jspecify;

    exports dev.ferry.swap.redis;

    provides dev.ferry.api.swap.SwapStore.Provider with dev.ferry.swap.redis.RedisSwapStoreProvider;
}
