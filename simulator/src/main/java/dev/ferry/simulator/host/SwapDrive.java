package dev.ferry.simulator.host;

import dev.ferry.simulator.channel.Channel;
import dev.ferry.simulator.channel.Stream;

/**
 * A drive that all guests of a host and their migrations share. It does what is asked in the order in which it is asked,
 * one thing at a time; so who asks for more at once gets more of it.
 */
public final class SwapDrive implements SwapPath {

    private final Stream requests;

    /**
     * A drive that nobody uses.
     *
     * @param drive what it reads and writes in all, and how long it is until the first byte
     */
    public SwapDrive(Channel drive) {
        this.requests = drive.stream(1);
    }

    @Override
    public void move(long outBytes, long inBytes, Runnable whenDone) {
        requests.send(outBytes + inBytes, whenDone);
    }
}
