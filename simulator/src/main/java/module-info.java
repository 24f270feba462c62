/** Runs the same strategies, schedulers and controllers on modelled hosts, links and guests in virtual time. */
module dev.ferry.simulator {
    requires transitive dev.ferry.api;
    requires transitive dev.ferry.engine;
    requires transitive dev.ferry.workload;
    requires transitive dev.ferry.ballooning;
    requires transitive dev.ferry.paging;
    requires HdrHistogram;
    requires org.apache.commons.configuration2;
    requires static org.jspecify;

    exports dev.ferry.simulator.advice;
    exports dev.ferry.simulator.balloon;
    exports dev.ferry.simulator.channel;
    exports dev.ferry.simulator.fleet;
    exports dev.ferry.simulator.guest.workload;
    exports dev.ferry.simulator.guest;
    exports dev.ferry.simulator.host;
    exports dev.ferry.simulator.migration;
    exports dev.ferry.simulator.paper;
    exports dev.ferry.simulator.scenario;
    exports dev.ferry.simulator.time;
    exports dev.ferry.simulator.trace;
}
