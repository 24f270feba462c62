/**
 * The two ends of a migration, and how they are composed. Plugins do not need it; those who start migrations do.
 */
module dev.ferry.engine {
    requires transitive dev.ferry.api;
    requires transitive com.google.guice;
    requires com.fasterxml.jackson.databind;
    requires HdrHistogram;
    requires org.apache.commons.configuration2;
    requires static org.jspecify;
    requires org.slf4j;

    // Needed by Guice, which as an automatic module cannot say so.
    requires com.google.common;
    requires jakarta.inject;

    exports dev.ferry.engine;
    exports dev.ferry.engine.compose;
    exports dev.ferry.engine.order;
    exports dev.ferry.engine.report;

    opens dev.ferry.engine.report to com.fasterxml.jackson.databind;

    /** How guests are moved. */
    uses dev.ferry.api.strategy.MigrationStrategy.Provider;
    /** In which order owed pages are pushed. */
    uses dev.ferry.api.strategy.PushScheduler.Provider;
    /** What carries the bytes. */
    uses dev.ferry.api.transport.Transport.Provider;
    /** Where cold pages of guests lie. */
    uses dev.ferry.api.swap.SwapStore.Provider;
    /** Who takes free memory from guests. */
    uses dev.ferry.api.memory.BalloonController.Provider;
}
