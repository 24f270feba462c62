package dev.ferry.simulator.host;

import dev.ferry.simulator.channel.Stream;
import dev.ferry.simulator.time.Simulation;

/**
 * Memory of another host, as one guest's swap device: written over the link by which everything leaves the guest's host,
 * read over the link by which everything comes. Each host that can reach the same pages has a way of its own.
 */
public final class RemoteMemory implements SwapPath {

    private final Simulation simulation;
    private final Stream out;
    private final Stream in;
    private final long requestNanos;

    /**
     * A way from a host to the device.
     *
     * @param out from the host; one stream may serve all its guests
     * @param in to the host, as well
     * @param requestNanos from when a page is wanted until the device begins to send it
     */
    public RemoteMemory(Simulation simulation, Stream out, Stream in, long requestNanos) {
        this.simulation = simulation;
        this.out = out;
        this.in = in;
        this.requestNanos = requestNanos;
    }

    @Override
    public void move(long outBytes, long inBytes, Runnable whenDone) {
        Countdown both = new Countdown(whenDone);
        send(out, outBytes, both.oneMore());
        Runnable read = both.oneMore();
        simulation.after(requestNanos, () -> send(in, inBytes, read));
        both.noMore();
    }

    private static void send(Stream stream, long bytes, Runnable whenDone) {
        if (bytes == 0) {
            whenDone.run();
        } else {
            stream.send(bytes, whenDone);
        }
    }
}
