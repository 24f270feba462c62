package dev.ferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ferry.api.memory.BalloonController;
import dev.ferry.api.memory.BalloonFigures;
import dev.ferry.cli.FerryPair.Phase;
import dev.ferry.engine.compose.Composition;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import dev.ferry.workload.GuestPlatform;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Guests of 32 MiB that use a quarter of it: what is free crosses the link, or a balloon has it. */
@Timeout(120)
class BalloonTest {

    private static final long MEMORY_BYTES = 32 << 20;
    private static final long USED_BYTES = 8 << 20;
    /** What changes meanwhile is little beside what is in use. */
    private static final String GUEST = " --memory 32MiB --used 8MiB --working-set 128KiB --process 64KiB --dirty-rate 4MB";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"software,stop-and-copy", "software,hybrid", "linux,precopy", "linux,postcopy",
            "linux,hybrid", "kvm,precopy", "kvm,postcopy"})
    void sendsLittleMoreThanIsInUse(String guest, String strategy) throws Exception {
        JsonNode report = demo(guest, "--balloon on --strategy " + strategy);

        assertThat(report.get("bytesOnWire").longValue()).isBetween(USED_BYTES, USED_BYTES * 11 / 10);
        assertThat(report.get("balloon").get("sizePages").longValue() * 4096)
                .isGreaterThan((MEMORY_BYTES - USED_BYTES) * 9 / 10);
        assertThat(report.get("balloon").get("inflations").longValue()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"software", "linux", "kvm"})
    void takesFreeMemoryFromPagedGuests(String guest) throws Exception {
        JsonNode report = demo(guest,
                "--balloon on --strategy agile --reservation 4MiB --swap inmemory:demo");

        long coldBytes = report.get("coldReferences").longValue() * 4096;
        assertThat(coldBytes).isPositive();
        assertThat(report.get("bytesOnWire").longValue() + coldBytes).isBetween(USED_BYTES,
                USED_BYTES * 11 / 10);
    }

    @Test
    void sendsWhatIsFreeWithoutBalloon() throws Exception {
        JsonNode report = demo("software", "--balloon off --strategy stop-and-copy");

        assertThat(report.get("bytesOnWire").longValue()).isGreaterThan(MEMORY_BYTES * 98 / 100);
        assertThat(report.get("balloon").isNull()).isTrue();
    }

    /** Nobody but the proof asks for what is free. */
    @Test
    void endsWhereOnlyDemandFaultsAreServed() throws Exception {
        JsonNode report = demo("software", "--balloon off --strategy postcopy --scheduler demand");

        assertThat(report.get("pagesTransferred").longValue()).isGreaterThanOrEqualTo(MEMORY_BYTES / 4096);
    }

    /** Also where nothing is said for all: the guest has free memory because one candidate takes it. */
    @ParameterizedTest
    @CsvSource({"--balloon on --run precopy --run precopy@ferry.balloon=none",
            "--run precopy@ferry.balloon=dsb --run precopy"})
    void comparesWithBalloonAndWithout(String candidates) throws Exception {
        run("compare --guest software " + candidates + GUEST);

        JsonNode results = json().get("results");
        assertThat(bytesOnWire(results.get(0))).isBetween(USED_BYTES, USED_BYTES * 11 / 10);
        assertThat(bytesOnWire(results.get(1))).isGreaterThan(MEMORY_BYTES * 98 / 100);
    }

    private static long bytesOnWire(JsonNode result) {
        return result.get("runs").get(0).get("report").get("bytesOnWire").longValue();
    }

    /** Nothing is ever taken, and the signal comes while that is waited for. */
    @Test
    void isStoppedWhileItWaitsForTheBalloon() {
        StringWriter printed = new StringWriter();
        SoftwareGuestPlatform platform = new SoftwareGuestPlatform();
        GuestPlan plan = GuestPlan.of(platform, 4 << 20, 1 << 19, 1 << 20, 7).withHeap(1 << 20, 0);
        try (StopSignal stopSignal = new StopSignal();
                Host host = new Host(platform, null, null,
                        Optional.of((_, _) -> new StoppingCharge(stopSignal)))) {
            SourceHalf half = new SourceHalf(
                    Composition.of(CommonOptions.read(Map.of("ferry.transport", "inmemory"))), host, plan,
                    new PrintWriter(printed, true), stopSignal);

            assertThatThrownBy(() -> half.run("nowhere")).isInstanceOf(CancellationException.class);
            assertThat(printed.toString()).contains("Waiting until the balloon",
                    "The guest runs on at the source: memory right byte for byte")
                    .doesNotContain("the migration begins");
        }
    }

    /** A signal comes whenever it is looked at. */
    private record StoppingCharge(StopSignal stopSignal) implements BalloonController.Charge {
        @Override
        public BalloonFigures figures() {
            Thread.ofPlatform().daemon().start(stopSignal::stop);
            return new BalloonFigures(0, 0, 0, 0, 0);
        }

        @Override
        public void close() {}
    }

    /** Both ends within this process. */
    private JsonNode demo(String guest, String how) throws IOException {
        assumeAvailable(guest);
        String printed = run("demo --transport inmemory --guest " + guest + " " + how + GUEST);
        assertThat(printed).contains("uses 8 MiB and processes of 64 KiB, one after the other",
                "memory right byte for byte; it advances");
        return json();
    }

    /** Returns what is printed; a blank within an argument is written as @. */
    private String run(String command) {
        StringWriter printed = new StringWriter();
        try (StopSignal stopSignal = new StopSignal()) {
            PrintWriter out = new PrintWriter(printed, true);
            String[] arguments = (command + " --json " + folder.resolve("report.json")).split(" ");
            int code = Main.commandLine(stopSignal).setOut(out).setErr(out).execute(Stream.of(arguments)
                    .map(argument -> argument.replace('@', ' ')).toArray(String[]::new));
            assertThat(code).as(printed.toString()).isZero();
        }
        return printed.toString();
    }

    private JsonNode json() throws IOException {
        return JsonMapper.builder().build().readTree(folder.resolve("report.json").toFile());
    }

    private static void assumeAvailable(String guest) {
        Optional<String> unavailable = GuestKind.shipped().stream()
                .filter(platform -> platform.name().equals(guest)).findFirst()
                .flatMap(GuestPlatform::unavailable);
        assumeTrue(unavailable.isEmpty(), () -> "no " + guest + " guest here: " + unavailable.get());
    }

    @Scenario
    void inflatesInTwoProcesses() throws Exception {
        assertInflates(FerryProcess.start("demo", "--guest", "software", "--memory", "32MiB", "--balloon",
                "on"));
    }

    @Scenario
    void inflatesOnModulePath() throws Exception {
        assertInflates(FerryProcess.modular("demo", "--guest", "software", "--memory", "32MiB", "--set",
                "ferry.balloon=dsb", "--transport", "inmemory"));
    }

    private static void assertInflates(FerryProcess demo) throws Exception {
        try (demo) {
            assertThat(demo.exitCode()).as(demo.output()).isZero();
            assertThat(demo.output()).contains("uses 4 MiB and processes of 1 MiB, one after the other")
                    .containsPattern("Balloon: 2[5-7](\\.\\d)? MiB of 32 MiB\\.")
                    .containsPattern("\\n  balloon  .* [1-9]\\d* inflations?, ")
                    .contains("memory right byte for byte; it advances");
        }
    }

    @Scenario
    void guestStaysWholeWhenDestinationIsKilled() throws Exception {
        try (FerryPair pair = FerryPair.caughtIn(Phase.ROUND, "ferry.balloon=dsb",
                "ferry.balloon.interval=10ms")) {
            pair.destination().kill();

            pair.assertStayed();
        }
    }

    @Scenario
    void guestArrivesWholeWhereMemoryIsTakenAllTheTime() throws Exception {
        try (FerryPair pair = FerryPair.caughtIn(Phase.PUSH, "ferry.balloon=dsb",
                "ferry.balloon.interval=10ms", "ferry.balloon.backoff=0")) {
            pair.assertArrived();
        }
    }
}
