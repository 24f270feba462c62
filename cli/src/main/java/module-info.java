/** The {@code ferry} command: demo, send, receive, plugins. */
module dev.ferry.cli {
    requires com.fasterxml.jackson.databind;
    requires dev.ferry.api;
    requires dev.ferry.engine;
    requires dev.ferry.guest.kvm;
    requires dev.ferry.memory.linux;
    requires dev.ferry.strategies.postcopy;
    requires dev.ferry.testkit;
    requires dev.ferry.transport.inmemory;
    requires dev.ferry.workload;
    requires info.picocli;
    requires java.management;
    requires me.tongfei.progressbar;
    requires static org.jspecify;

    opens dev.ferry.cli to com.fasterxml.jackson.databind, info.picocli;
}
