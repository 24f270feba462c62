package dev.ferry.simulator.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.simulator.channel.Channel;
import dev.ferry.simulator.time.Simulation;
import org.junit.jupiter.api.Test;

class SwapPathTest {

    private final Simulation simulation = new Simulation();

    private long nanosOf(SwapPath path, long outBytes, long inBytes) {
        long start = simulation.nowNanos();
        long[] end = {-1};
        path.move(outBytes, inBytes, () -> end[0] = simulation.nowNanos());
        simulation.runUntil(start + 1_000_000_000);
        return end[0] - start;
    }

    @Test
    void aDriveReadsAndWritesByTheSameRate() {
        SwapDrive drive = new SwapDrive(new Channel(simulation, 1_000_000_000, 500));

        assertThat(nanosOf(drive, 1000, 2000)).isEqualTo(3500);
    }

    @Test
    void aDriveDoesOneThingAtATime() {
        SwapDrive drive = new SwapDrive(new Channel(simulation, 1_000_000_000, 0));
        drive.move(0, 10_000, () -> {});

        assertThat(nanosOf(drive, 0, 1000)).isEqualTo(11_000);
    }

    @Test
    void remoteMemoryIsWrittenAndReadAtOnce() {
        RemoteMemory remote = new RemoteMemory(simulation,
                new Channel(simulation, 1_000_000_000, 0).stream(1),
                new Channel(simulation, 1_000_000_000, 0).stream(1), 200);

        assertThat(nanosOf(remote, 1000, 900)).isEqualTo(1100);
        assertThat(nanosOf(remote, 0, 900)).isEqualTo(1100);
        assertThat(nanosOf(remote, 5000, 0)).isEqualTo(5000);
    }
}
