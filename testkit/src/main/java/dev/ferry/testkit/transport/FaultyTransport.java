package dev.ferry.testkit.transport;

import dev.ferry.api.transport.Link;
import dev.ferry.api.transport.LinkListener;
import dev.ferry.api.transport.Transport;
import java.io.IOException;
import java.net.ConnectException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Any transport, with the faults of a plan. The n-th link that it connects gets what the plan has for the connecting end
 * of link n, the n-th that one of its listeners accepts what it has for the listening end. So one instance serves both
 * ends in one JVM, and two with equal plans serve the two ends of a migration between hosts.
 *
 * <p>
 * It has no threads: who reads or writes waits. Closing a link ends its waits at once.
 */
public final class FaultyTransport implements Transport {

    private final Transport inner;
    private final FaultPlan plan;
    private final Consumer<String> log;
    private final AtomicInteger accepted = new AtomicInteger();
    private int connected;
    private int refused;

    /**
     * Wraps a transport.
     *
     * @param log takes one line for each event, e.g. {@code link 2, connecting end: cut at frame 17 (delivered)}; called
     * by the threads of the links, several at a time, and must not throw
     */
    public FaultyTransport(Transport inner, FaultPlan plan, Consumer<String> log) {
        this.inner = inner;
        this.plan = plan;
        this.log = log;
    }

    @Override
    public LinkListener listen(String address) throws IOException {
        return new FaultyListener(inner.listen(address));
    }

    @Override
    public Link connect(String address) throws IOException {
        refuseWherePlanned(address);
        Link link = inner.connect(address);
        return faulty(link, nextConnected(), LinkEnd.CONNECTING);
    }

    private synchronized void refuseWherePlanned(String address) throws ConnectException {
        int refusals = plan.refusals(connected);
        if (refused < refusals) {
            refused++;
            log.accept("link " + connected + ": attempt " + refused + " of " + refusals
                    + " to connect again refused");
            throw new ConnectException("Cannot connect to '" + address + "': refused by the fault plan");
        }
    }

    private synchronized int nextConnected() {
        refused = 0;
        return ++connected;
    }

    private Link faulty(Link link, int number, LinkEnd end) {
        String name = "link " + number + ", " + end;
        return plan.fault(number, end)
                .<Link>map(fault -> FaultyLink.around(link, new FaultyEnd(name, fault, log, link::close)))
                .orElse(link);
    }

    /** Adds the faults of the listening end. */
    private final class FaultyListener implements LinkListener {

        private final LinkListener listener;

        FaultyListener(LinkListener listener) {
            this.listener = listener;
        }

        @Override
        public String address() {
            return listener.address();
        }

        @Override
        public Link accept() throws IOException {
            Link link = listener.accept();
            return faulty(link, accepted.incrementAndGet(), LinkEnd.LISTENING);
        }

        @Override
        public void close() {
            listener.close();
        }
    }
}
