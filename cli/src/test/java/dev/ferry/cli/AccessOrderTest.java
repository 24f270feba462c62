package dev.ferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ferry.api.memory.FirstTouches;
import dev.ferry.api.memory.FirstTouchesFile;
import dev.ferry.workload.GuestPlatform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guests of each kind that are watched at the source and recorded at the destination. */
@Timeout(180)
class AccessOrderTest {

    /** A quarter of the memory of 32 MiB, in pages. */
    private static final int WORKING_SET = 2048;
    private static final int SIGTERM = 143;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"software", "linux", "kvm"})
    void guestThatIsWatchedAndRecordedArrivesWhole(String kind) throws Exception {
        Optional<String> unavailable = platform(kind).unavailable();
        assumeTrue(unavailable.isEmpty(), () -> kind + ": " + unavailable.orElseThrow());
        Path file = folder.resolve("touches");

        try (FerryProcess demo = FerryProcess.start("demo", "--guest", kind, "--memory", "32MiB",
                "--strategy",
                "postcopy", "--order", "lru", "--record", file.toString(), "--dirty-rate", "80MB",
                "--set", "ferry.order.interval=100ms", "--set", "ferry.order.passes=2",
                "--set", "ferry.record.max-pages=" + WORKING_SET / 2,
                "--set", "ferry.record.generation=5")) {
            assertThat(demo.exitCode()).as(demo.output()).isZero();
            assertThat(demo.output()).contains("watches which pages the guest uses", "was seen to use",
                    "The first touches of", "memory verified    true");
        }

        FirstTouches touches = FirstTouchesFile.read(file);
        assertThat(touches.generation()).isEqualTo(5);
        assertThat(touches.size()).isEqualTo(WORKING_SET / 2);
    }

    @Test
    void demandFaultsAreRecordedAsTheGuestTouches() throws Exception {
        Path file = folder.resolve("touches");

        try (FerryProcess demo = FerryProcess.start("demo", "--guest", "software", "--memory", "4MiB",
                "--transport",
                "inmemory", "--strategy", "postcopy", "--scheduler", "demand", "--record", file.toString(),
                "--set", "ferry.record.window=3s", "--set", "ferry.record.max-pages=50")) {
            assertThat(demo.exitCode()).as(demo.output()).isZero();
        }

        // It goes round its 256 pages, wherever it was when it was moved.
        FirstTouches touches = FirstTouchesFile.read(file);
        assertThat(touches.size()).isEqualTo(50);
        for (int index = 1; index < touches.size(); index++) {
            assertThat(touches.page(index)).as("touch %d", index)
                    .isEqualTo((touches.page(index - 1) + 1) % 256);
        }
    }

    @Test
    void signalEndsRecordingButNotTheProof() throws Exception {
        try (FerryProcess receive = FerryProcess.start("receive", "--listen", "127.0.0.1:0", "--guest",
                "software", "--record", folder.resolve("touches").toString(), "--set",
                "ferry.record.window=480m");
                FerryProcess send = FerryProcess.start("send", "--to", receive.awaitAddress(), "--guest",
                        "software", "--memory", "4MiB")) {
            assertThat(send.exitCode()).as(send.output()).isZero();
            receive.awaitLine("Recording what the guest touches");

            receive.terminate();

            assertThat(receive.exitCode()).as(receive.output()).isEqualTo(SIGTERM);
            assertThat(receive.output()).contains("The recording ended early", FerryPair.MEMORY_RIGHT);
        }
    }

    @Test
    void recordingThatCannotBeKeptIsRefusedBeforeAnythingStarts() throws Exception {
        Path file = folder.resolve("no-such-folder").resolve("touches");

        try (FerryProcess demo = FerryProcess.start("demo", "--guest", "software", "--memory", "4MiB",
                "--record",
                file.toString())) {
            assertThat(demo.exitCode()).as(demo.output()).isEqualTo(ExitCode.USAGE.code());
            assertThat(demo.output()).contains("ferry.record.file", file.toString()).doesNotContain("Guest:");
        }
        assertThat(Files.exists(file)).isFalse();
    }

    private static GuestPlatform platform(String kind) {
        return GuestKind.shipped().stream().filter(shipped -> shipped.name().equals(kind)).findFirst()
                .orElseThrow();
    }
}
