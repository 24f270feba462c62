package dev.ferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ferry.workload.GuestPlatform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guests within a reservation, in two processes: their cold pages stay on a device that both reach. */
@Timeout(180)
class PagedGuestTest {

    /** Of the end whose server does not come back. */
    private static final String[] BRIEFLY = {"--set", "ferry.swap.patience=2s", "--set",
            "ferry.recovery.timeout=2s"};

    @TempDir
    private Path folder;

    private static void assumeAvailable(String guest) {
        Optional<String> unavailable = GuestKind.shipped().stream()
                .filter(platform -> platform.name().equals(guest)).findFirst()
                .flatMap(GuestPlatform::unavailable);
        assumeTrue(unavailable.isEmpty(), () -> "no " + guest + " guest here: " + unavailable.get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"software", "linux", "kvm"})
    void refersToColdPagesInFiles(String guest) throws Exception {
        assumeAvailable(guest);

        assertRefersToColdPages(guest, "file:" + folder);

        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).as("devices of guests that have ended").isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"software", "linux", "kvm"})
    void refersToColdPagesOnRedis(String guest) throws Exception {
        assumeAvailable(guest);

        try (RedisProcess redis = RedisProcess.start(folder)) {
            assertRefersToColdPages(guest, redis.address());
        }
    }

    private static void assertRefersToColdPages(String guest, String swap) throws Exception {
        Path json = Files.createTempFile("ferry-report", ".json");
        try (FerryProcess demo = FerryProcess.start("demo", "--guest", guest, "--memory", "32MiB",
                "--reservation",
                "8MiB", "--swap", swap, "--strategy", "agile", "--json", json.toString())) {
            assertThat(demo.exitCode()).as(demo.output()).isZero();
            assertThat(demo.output()).contains("Paged: at most 8 MiB of it in memory on each host",
                    "memory right byte for byte; it advances");
            JsonNode report = JsonMapper.builder().build().readTree(json.toFile());
            assertThat(report.get("coldReferences").longValue()).isPositive();
            assertThat(report.get("pagesTransferred").longValue())
                    .isGreaterThan(report.get("coldReferences").longValue());
            assertThat(report.get("evictionTimeNanos").longValue())
                    .isGreaterThanOrEqualTo(report.get("totalTimeNanos").longValue());
        } finally {
            Files.delete(json);
        }
    }

    /** What is not about cold pages sends them in full. */
    @ParameterizedTest
    @ValueSource(strings = {"precopy", "postcopy", "hybrid", "stop-and-copy"})
    void sendsColdPagesWhereTheStrategyDoesNotReferToThem(String strategy) throws Exception {
        try (FerryProcess demo = FerryProcess.start("demo", "--guest", "software", "--memory", "16MiB",
                "--swap",
                "file:" + folder, "--strategy", strategy)) {
            assertThat(demo.exitCode()).as(demo.output()).isZero();
            assertThat(demo.output()).contains("memory right byte for byte; it advances")
                    .doesNotContain("cold references");
        }
    }

    @Test
    void choosesWhatAgileNeedsInADemo() throws Exception {
        try (FerryProcess demo = FerryProcess.start("demo", "--guest", "software", "--memory", "16MiB",
                "--strategy",
                "agile")) {
            assertThat(demo.exitCode()).as(demo.output()).isZero();
            assertThat(demo.output()).contains("Paged: at most 4 MiB of it in memory on each host",
                    "swap device (file)", "cold references");
        }
    }

    @Test
    void refusesAFolderThatIsNotThereBeforeAnythingIsStarted() throws Exception {
        Path missing = folder.resolve("missing");
        try (FerryProcess demo = FerryProcess.start("demo", "--guest", "software", "--memory", "16MiB",
                "--swap",
                "file:" + missing)) {
            assertThat(demo.exitCode()).as(demo.output()).isEqualTo(ExitCode.USAGE.code());
            assertThat(demo.output()).contains("ferry.swap.file.folder = '" + missing + "'");
        }
    }

    @Test
    void pagesOnModulePath() throws Exception {
        try (FerryProcess demo = FerryProcess.modular("demo", "--guest", "software", "--memory", "16MiB",
                "--strategy", "agile")) {
            assertThat(demo.exitCode()).as(demo.output()).isZero();
            assertThat(demo.output()).contains("memory right byte for byte; it advances", "cold references");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"software", "linux", "kvm"})
    void goesOnWhenItsSourceIsKilledAsSoonAsItIsNotNeeded(String guest) throws Exception {
        assumeAvailable(guest);

        try (FerryProcess destination = receive(guest, "file:" + folder);
                FerryProcess source = send(guest, "file:" + folder, destination.awaitAddress())) {
            source.awaitLine("the source is not needed any more");
            source.kill();

            assertThat(destination.exitCode()).as(destination.output()).isZero();
            assertThat(destination.output()).contains(FerryPair.MEMORY_RIGHT);
        }
    }

    /** Mostly waits for its processes, as a {@link Scenario} does. */
    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @ValueSource(strings = {"software", "linux"})
    void waitsForServerThatIsStartedAgainBeforeItHasGone(String guest) throws Exception {
        assumeAvailable(guest);

        try (RedisProcess redis = RedisProcess.start(folder);
                FerryProcess destination = receive(guest, redis.address());
                FerryProcess source = sendBusy(guest, redis.address(), destination.awaitAddress())) {
            source.awaitLine("round 1:");
            redis.kill();
            source.awaitLine("The guest waits for its swap device");
            redis.startAgain();

            source.awaitLine("The swap device is there again");
            assertThat(source.exitCode()).as(source.output()).isZero();
            assertThat(destination.exitCode()).as(destination.output()).isZero();
            assertThat(destination.output()).contains(FerryPair.MEMORY_RIGHT);
        }
    }

    @Scenario
    void waitsForServerThatIsStartedAgainOnceItHasGone() throws Exception {
        try (RedisProcess redis = RedisProcess.start(folder);
                FerryProcess destination = receive("software", redis.address());
                FerryProcess source = sendBusy("software", redis.address(), destination.awaitAddress())) {
            source.awaitLine("the guest runs at the destination");
            redis.kill();
            destination.awaitLine("The guest waits for its swap device");
            redis.startAgain();

            destination.awaitLine("The swap device is there again");
            assertThat(source.exitCode()).as(source.output()).isZero();
            assertThat(destination.exitCode()).as(destination.output()).isZero();
            assertThat(destination.output()).contains(FerryPair.MEMORY_RIGHT);
        }
    }

    @Scenario
    void isLostWithTheOnlyServerBeforeItHasGone() throws Exception {
        try (RedisProcess redis = RedisProcess.start(folder);
                FerryProcess destination = receive("software", redis.address(), BRIEFLY);
                FerryProcess source = sendBusy("software", redis.address(), destination.awaitAddress(),
                        BRIEFLY)) {
            source.awaitLine("round 1:");
            redis.kill();

            assertThat(source.exitCode()).as(source.output()).isEqualTo(ExitCode.LOST.code());
            assertThat(source.output()).contains("the guest is lost", "127.0.0.1");
            assertThat(destination.exitCode()).as(destination.output()).isNotZero();
            assertThat(destination.output()).doesNotContain("has arrived");
        }
    }

    @Scenario
    void isLostWithTheOnlyServerOnceItHasGone() throws Exception {
        try (RedisProcess redis = RedisProcess.start(folder);
                FerryProcess destination = receive("software", redis.address(), BRIEFLY);
                FerryProcess source = sendBusy("software", redis.address(), destination.awaitAddress(),
                        BRIEFLY)) {
            source.awaitLine("the guest runs at the destination");
            redis.kill();

            assertThat(destination.exitCode()).as(destination.output()).isEqualTo(ExitCode.LOST.code());
            assertThat(destination.output()).contains("the guest is lost", "127.0.0.1")
                    .doesNotContain("has arrived");
        }
    }

    private static FerryProcess receive(String guest, String swap, String... more) throws Exception {
        return FerryProcess
                .start(with(more, "receive", "--listen", "127.0.0.1:0", "--guest", guest, "--reservation",
                        "8MiB", "--swap", swap));
    }

    private static FerryProcess send(String guest, String swap, String address, String... more)
            throws Exception {
        return FerryProcess.start(with(more, "send", "--to", address, "--guest", guest, "--memory", "32MiB",
                "--reservation", "8MiB", "--swap", swap, "--strategy", "agile"));
    }

    /**
     * A guest whose working set is three times what it may have in memory: it always needs the device. The link is so
     * slow that a phase lasts far longer than the test needs to kill somebody in it.
     */
    private static FerryProcess sendBusy(String guest, String swap, String address, String... more)
            throws Exception {
        return send(guest, swap, address, with(more, "--working-set", "24MiB", "--bandwidth", "1MB"));
    }

    private static String[] with(String[] more, String... arguments) {
        return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
    }
}
