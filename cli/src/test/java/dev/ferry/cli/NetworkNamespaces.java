package dev.ferry.cli;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two hosts on one machine: a network namespace for each end and a cable between them, which can be cut. They see
 * nothing but each other, so that their addresses clash with none. {@link #close()} removes them; end the processes
 * in them first.
 */
final class NetworkNamespaces implements AutoCloseable {

    /** Where a cable is cut: that end sees its interface go down, the other just hears nothing any more. */
    enum End {
        SOURCE, DESTINATION
    }

    private static final AtomicInteger CREATED = new AtomicInteger();
    private static final String INTERFACE = "ferry0";

    private final String prefix = "ferry-" + ProcessHandle.current().pid() + "-" + CREATED.incrementAndGet();
    private final Deque<String> created = new ArrayDeque<>();

    private NetworkNamespaces() {}

    /** Makes both; where this machine does not let us, the test is skipped and says why. */
    static NetworkNamespaces create() throws IOException {
        requireRights();
        NetworkNamespaces namespaces = new NetworkNamespaces();
        try {
            namespaces.build();
            return namespaces;
        } catch (IOException | RuntimeException | Error broken) {
            namespaces.close();
            throw broken;
        }
    }

    private static void requireRights() {
        String probe = "ferry-" + ProcessHandle.current().pid() + "-probe-" + CREATED.incrementAndGet();
        try {
            run("ip", "netns", "add", probe);
            run("ip", "netns", "delete", probe);
        } catch (IOException refused) {
            String reason = "skipped: network namespaces need root and ip (iproute2): "
                    + refused.getMessage();
            System.out.println(reason);
            abort(reason);
        }
    }

    private void build() throws IOException {
        for (End end : End.values()) {
            String namespace = namespace(end);
            run("ip", "netns", "add", namespace);
            created.push(namespace);
            run("ip", "-n", namespace, "link", "set", "lo", "up");
        }
        run("ip", "-n", namespace(End.SOURCE), "link", "add", INTERFACE, "type", "veth", "peer", "name",
                INTERFACE, "netns", namespace(End.DESTINATION));
        for (End end : End.values()) {
            run("ip", "-n", namespace(end), "address", "add", address(end) + "/30", "dev", INTERFACE);
            restore(end);
        }
    }

    /** The name to give to {@code ip netns exec}. */
    String namespace(End end) {
        return prefix + (end == End.SOURCE ? "-source" : "-destination");
    }

    /** The IPv4 address of an end. */
    String address(End end) {
        return end == End.SOURCE ? "10.77.0.1" : "10.77.0.2";
    }

    /** Cuts the cable at one of its ends; returns once it is cut. */
    void cut(End end) throws IOException {
        run("ip", "-n", namespace(end), "link", "set", INTERFACE, "down");
    }

    /** Mends the cable where it was cut. */
    void restore(End end) throws IOException {
        run("ip", "-n", namespace(end), "link", "set", INTERFACE, "up");
    }

    /** Removes what was made, also where one of them resists. */
    @Override
    public void close() throws IOException {
        IOException failure = null;
        while (!created.isEmpty()) {
            try {
                run("ip", "netns", "delete", created.pop());
            } catch (IOException resists) {
                failure = resists;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int code = process.onExit().join().exitValue();
        if (code != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + code + ": " + printed);
        }
    }
}
