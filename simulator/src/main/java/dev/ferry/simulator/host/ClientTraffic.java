package dev.ferry.simulator.host;

import dev.ferry.simulator.channel.Stream;
import dev.ferry.simulator.guest.AccessPattern;
import dev.ferry.simulator.guest.SimulatedGuest;
import dev.ferry.simulator.time.Simulation;
import java.time.Duration;

/**
 * The answers of a guest to its clients, which go over a link that others use. A guest whose answers wait there does no
 * more work until they have gone: its clients ask for more only when they have them.
 */
public final class ClientTraffic {

    private final SimulatedGuest guest;
    private final double bytesPerWork;
    private final long bufferBytes;
    private final long intervalNanos;
    private Stream link;
    private double answeredWork;
    private long waitingBytes;

    /**
     * Traffic from now on.
     *
     * @param bytesPerWork what is sent for each unit of the guest's work
     * @param bufferBytes how much may wait to be sent before the guest waits too. More than it sends in an interval,
     *        unless it is to wait for each answer
     * @param interval how often what is to be sent is sent
     */
    public ClientTraffic(Simulation simulation, SimulatedGuest guest, Stream link, double bytesPerWork,
            long bufferBytes, Duration interval) {
        this.guest = guest;
        this.link = link;
        this.bytesPerWork = bytesPerWork;
        this.bufferBytes = bufferBytes;
        this.intervalNanos = interval.toNanos();
        simulation.every(interval, this::send);
    }

    /** The guest answers over another link from now on. */
    public void sendOver(Stream other) {
        link = other;
    }

    /**
     * What the guest does, with pauses for as long as its answers wait.
     *
     * @param page touched, but not written, in the pauses
     */
    public AccessPattern pacing(AccessPattern pattern, long page) {
        return step -> {
            if (waitingBytes > bufferBytes) {
                step.set(page, 1, false, intervalNanos, 0);
            } else {
                pattern.next(step);
            }
        };
    }

    private void send() {
        long bytes = (long) ((guest.work() - answeredWork) * bytesPerWork);
        if (bytes > 0) {
            answeredWork = guest.work();
            waitingBytes += bytes;
            link.send(bytes, () -> waitingBytes -= bytes);
        }
    }
}
