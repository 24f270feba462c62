package dev.ferry.simulator.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.simulator.channel.Channel;
import dev.ferry.simulator.guest.SimulatedGuest;
import dev.ferry.simulator.guest.SimulatedMemory;
import dev.ferry.simulator.time.Simulation;
import java.time.Duration;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class ClientTrafficTest {

    private static final long SECONDS = 10;

    private static double workPerSecond(long linkBytesPerSecond) {
        Simulation simulation = new Simulation();
        SimulatedGuest guest = new SimulatedGuest(simulation, "guest",
                new SimulatedMemory(MemoryGeometry.flat(4096, 16)), 1);
        ClientTraffic traffic = new ClientTraffic(simulation, guest,
                new Channel(simulation, linkBytesPerSecond, 0).stream(1), 1000, 500_000,
                Duration.ofMillis(10));
        guest.with(traffic.pacing(step -> step.set(1, 1, false, 100_000, 1), 0));
        guest.start();
        simulation.runUntil(SECONDS * 1_000_000_000);
        return guest.work() / SECONDS;
    }

    @Test
    void doesNotSlowAGuestThatTheLinkIsEnoughFor() {
        assertThat(workPerSecond(20_000_000)).isCloseTo(10_000, Percentage.withPercentage(1));
    }

    @Test
    void letsAGuestDoNoMoreThanTheLinkCarries() {
        assertThat(workPerSecond(2_000_000)).isCloseTo(2000, Percentage.withPercentage(5));
    }
}
