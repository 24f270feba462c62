package dev.ferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A source that is told to stop while a guest is on its way: it says where the guest is. */
@Timeout(180)
class FailureTest {

    private static final int SIGTERM = 143;

    @Test
    void keepsGuestAtSourceWhenStoppedDuringPrecopy() throws Exception {
        try (FerryProcess destination = receive(); FerryProcess source = send(destination, "precopy")) {
            source.awaitLine("round 1:");

            source.terminate();

            assertThat(source.exitCode()).as(source.output()).isEqualTo(SIGTERM);
            assertThat(source.output()).contains("was cancelled: the guest runs on at the source")
                    .contains("memory right byte for byte; it advances");
            assertThat(destination.exitCode()).as(destination.output()).isEqualTo(ExitCode.FAILED.code());
        }
    }

    @Test
    void finishesWhenStoppedAfterGuestHasGone() throws Exception {
        try (FerryProcess destination = receive(); FerryProcess source = send(destination, "postcopy")) {
            source.awaitLine("push:");

            source.terminate();

            assertThat(source.exitCode()).as(source.output()).isEqualTo(SIGTERM);
            assertThat(source.output()).contains("Too late to cancel");
            assertThat(destination.exitCode()).as(destination.output()).isZero();
        }
    }

    private static FerryProcess receive() throws Exception {
        return FerryProcess.start("receive", "--listen", "127.0.0.1:0", "--guest", "software");
    }

    /** Slow enough to be caught in the act. */
    private static FerryProcess send(FerryProcess destination, String strategy) throws Exception {
        return FerryProcess.start("send", "--to", destination.awaitAddress(), "--guest", "software",
                "--memory", "64MiB", "--bandwidth", "8MB", "--strategy", strategy);
    }
}
