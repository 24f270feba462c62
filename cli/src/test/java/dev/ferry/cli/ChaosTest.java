package dev.ferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ferry.api.PluginProvider;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.api.transport.Transport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(120)
class ChaosTest {

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    @TempDir
    private Path folder;

    @AfterEach
    void takePluginsAway() {
        Thread.currentThread().setContextClassLoader(before);
    }

    @Test
    void findsNoViolationAndCountsOutcomes() throws Exception {
        int code = execute("--seeds 40 --seed 1");

        assertThat(code).as(printed()).isZero();
        JsonNode counts = counts();
        assertThat(counts.fieldNames()).toIterable().containsExactly("seeds", "completed", "cancelled",
                "failedCleanly", "recovered", "recoveries", "violations");
        assertThat(counts.get("seeds").intValue()).isEqualTo(40);
        assertThat(counts.get("completed").intValue() + counts.get("cancelled").intValue()
                + counts.get("failedCleanly").intValue()).as(printed()).isEqualTo(40);
        assertThat(counts.get("recovered").intValue()).as(printed()).isPositive()
                .isLessThanOrEqualTo(counts.get("recoveries").intValue());
        assertThat(counts.get("violations")).as(printed()).isEmpty();
    }

    @Test
    void leavesNoThread() throws Exception {
        execute("--seeds 8 --seed 100");
        Set<Thread> earlier = threads();

        execute("--seeds 8 --seed 100");

        while (threads().stream().anyMatch(thread -> !earlier.contains(thread))) {
            Thread.onSpinWait();
        }
    }

    @Test
    void takesSettingsOfGuestsAndOfOrders() throws Exception {
        int code = execute("--seeds 6 --strategy postcopy --set ferry.guest.trap=page-tracking "
                + "--set ferry.order=lru --set ferry.order.interval=10ms");

        assertThat(code).as(printed()).isZero();
        assertThat(counts().get("completed").intValue()).as(printed()).isPositive();
    }

    @Test
    void plansSameForSameSeed() {
        execute("--seeds 20 --seed 1 --plan");
        List<String> plans = out.toString().lines().toList();
        out.getBuffer().setLength(0);

        execute("--seeds 3 --seed 12 --plan");

        assertThat(out.toString().lines()).containsExactlyElementsOf(plans.subList(11, 14));
        assertThat(plans).doesNotHaveDuplicates();
    }

    @Test
    void goesThroughWhatIsFound() {
        execute("--seeds 100 --plan");

        assertThat(out.toString()).contains(": precopy over inmemory", ": precopy over tcp",
                ": stop-and-copy over", ": postcopy demand over", ": postcopy push over",
                ": postcopy bubbling over", ": agile push over", ", within ", "ferry.balloon=dsb", "cancel ",
                "resume ",
                "half-open", "refused");
    }

    @Test
    void migratesWithPluginOfUser() throws Exception {
        bring(PushScheduler.Provider.class, BrokenScheduler.Provider.class);

        int code = execute("--seeds 6 --strategy postcopy --scheduler broken");

        assertThat(code).as(printed()).isZero();
        assertThat(counts().get("completed").intValue()).as(printed()).isPositive();
    }

    @Test
    void reportsViolationWithSeedAndHowToReplay() throws Exception {
        bring(Transport.Provider.class, FlippingTransport.Provider.class);

        int code = execute("--seeds 6 --strategy stop-and-copy --transport flipping --listen anywhere");

        assertThat(code).as(printed()).isEqualTo(ExitCode.WRONG.code());
        JsonNode violation = counts().get("violations").get(0);
        assertThat(violation.fieldNames()).toIterable().containsExactly("seed", "plan", "what", "faults",
                "replay");
        assertThat(violation.get("what").get(0).textValue()).contains("at the destination: MEMORY WRONG");
        String replay = "ferry chaos --seeds 1 --seed " + violation.get("seed")
                + " --strategy stop-and-copy --transport flipping --listen anywhere";
        assertThat(violation.get("replay").textValue()).isEqualTo(replay);
        assertThat(out.toString()).contains("VIOLATION, seed " + violation.get("seed"), replay);
    }

    @Test
    void printsCountsWhenStopped() throws Exception {
        try (FerryProcess chaos = FerryProcess.start("chaos", "--seeds", "100000", "--verbose")) {
            chaos.awaitLine("seed ");

            chaos.terminate();

            assertThat(chaos.exitCode()).as(chaos.output()).isEqualTo(143);
            assertThat(chaos.output()).contains("seeds: ", " 0 violations");
        }
    }

    private void bring(Class<? extends PluginProvider<?>> kind, Class<? extends PluginProvider<?>> provider)
            throws IOException {
        Path list = folder.resolve("META-INF/services").resolve(kind.getName());
        Files.createDirectories(list.getParent());
        Files.writeString(list, provider.getName());
        Thread.currentThread()
                .setContextClassLoader(new URLClassLoader(new URL[]{folder.toUri().toURL()}, before));
    }

    private int execute(String arguments) {
        try (StopSignal stopSignal = new StopSignal()) {
            CommandLine ferry = Main.commandLine(stopSignal);
            ferry.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
            return ferry
                    .execute(("chaos " + arguments + " --json " + folder.resolve("counts.json")).split(" "));
        }
    }

    private JsonNode counts() throws IOException {
        return JsonMapper.builder().build().readTree(folder.resolve("counts.json").toFile());
    }

    private String printed() {
        return out.toString() + err;
    }

    /** Threads of Ferry. */
    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("ferry-")).collect(Collectors.toSet());
    }
}
