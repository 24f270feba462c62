/** Takes free memory from guests, with a migration and without one: dynamic self-ballooning. */
module dev.ferry.ballooning {
    requires transitive dev.ferry.api;
    requires org.slf4j;
    requires static org.jspecify;

    exports dev.ferry.ballooning;

    provides dev.ferry.api.memory.BalloonController.Provider with
            dev.ferry.ballooning.SelfBallooningProvider;
}
