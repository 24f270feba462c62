/** The {@code ferry} command: demo, compare, send, receive, chaos, trace, simulate, plugins. */
module dev.ferry.cli {
    requires ch.qos.logback.classic;
    requires com.fasterxml.jackson.databind;
    requires dev.ferry.api;
    requires dev.ferry.ballooning;
    requires dev.ferry.engine;
    requires dev.ferry.guest.kvm;
    requires dev.ferry.memory.linux;
    requires dev.ferry.paging;
    requires dev.ferry.simulator;
    requires dev.ferry.strategies.postcopy;
    requires dev.ferry.testkit;
    requires dev.ferry.testkit.migration;
    requires dev.ferry.transport.inmemory;
    requires dev.ferry.transport.tcp;
    requires dev.ferry.workload;
    requires info.picocli;
    requires java.management;
    requires org.slf4j;
    requires me.tongfei.progressbar;
    requires static org.jspecify;

    opens dev.ferry.cli to com.fasterxml.jackson.databind, info.picocli;
}
