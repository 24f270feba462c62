package dev.ferry.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.FerryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ScenarioTest {

    @TempDir
    private Path folder;

    private Path file(String... lines) throws IOException {
        return Files.write(folder.resolve("mine.properties"), List.of(lines));
    }

    private Scenario read(Map<String, String> over, String... lines) throws IOException {
        return Scenario.read(file(lines).toString(), over);
    }

    @Test
    void saysWhatItsFileSays() throws IOException {
        Scenario scenario = read(Map.of(), "title = mine", "guest.memory = 16MiB", "guest.used = 8MiB",
                "workload = zipf", "workload.size = 4MiB", "workload.threads = 3", "workload.readers = 1",
                "link.bandwidth = 10MB", "link.latency = 1ms", "warm-up = 20ms", "repetitions = 4",
                "candidates = precopy, postcopy:bubbling ferry.scheduler.bubbling.pivots=1");

        assertThat(scenario.title()).isEqualTo("mine");
        assertThat(scenario.guest().geometry().pageCount()).isEqualTo(4096);
        GuestModel guest = (GuestModel) scenario.guest();
        assertThat(guest.usedPages()).isEqualTo(2048);
        assertThat(guest.workload().workingSet().count()).isEqualTo(1024);
        assertThat(guest.workload().readers()).isEqualTo(1);
        assertThat(scenario.link()).isEqualTo(new LinkModel(10_000_000, Duration.ofMillis(1)));
        assertThat(scenario.ways()).extracting(ScenarioWay::name).containsExactly("precopy",
                "postcopy:bubbling pivots=1");
        assertThat(scenario.migrations()).isEqualTo(8);
    }

    @Test
    void letsWhatIsSaidOverItWin() throws IOException {
        Scenario scenario = read(Map.of("guest.memory", "32MiB"), "guest.memory = 16MiB");

        assertThat(scenario.guest().geometry().memoryBytes()).isEqualTo(32 << 20);
    }

    @Test
    void givesSettingsOfTheEngineToAllCandidatesAndTheirOwnOverThem() throws IOException {
        Scenario scenario = read(Map.of(), "ferry.push.batch = 8KiB",
                "candidates = postcopy:push, postcopy:push ferry.push.batch=16KiB");

        assertThat(scenario.ways()).extracting(way -> way.parts().settings().pushBatchBytes())
                .containsExactly(8192L, 16384L);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "guest.memory = lots | guest.memory = 'lots', set in {file}: allowed is a size such as",
            "guest.memory = 5000 | guest.memory = '5000', set in {file}: allowed is a multiple of the page size, 4 KiB",
            "guest.page = 5000 | guest.page = '5000', set in {file}: allowed is a power of two",
            "guest.used = 2GiB | guest.used = '2 GiB', set in {file}: allowed is from a page, 4 KiB, to the guest's memory, 1 GiB",
            "guest.colour = red | unknown setting guest.colour = 'red', set in {file}; allowed are kind, title, guest.memory",
            "kind = fleet | kind = 'fleet', set in {file}: allowed is migration",
            "workload = sleep | workload = 'sleep', set in {file}: allowed is one of sequential, random, zipf",
            "workload = trace | workload = 'trace', set in {file}: allowed is that only beside workload.trace",
            "seed = -1 | seed = '-1', set in {file}: allowed is a whole number",
            "workload.size = 2GiB | workload.size = '2 GiB', set in {file}: allowed is from 4 KiB",
            "workload.readers = 2 | workload.readers = '2', set in {file}: allowed is 0 to the number of threads, 1",
            "workload.rate = 0 | workload.rate = '0', set in {file}: allowed is operations per second",
            "link.latency = soon | link.latency = 'soon', set in {file}: allowed is a span of time",
            "repetitions = 0 | repetitions = '0', set in {file}: allowed is a whole number from 1 to 1000",
            "candidates = nope | candidate 'nope': ferry.strategy",
            "candidates = precopy,precopy | candidate 'precopy' is there twice",
            "candidates = stop-and-copy:push | candidate 'stop-and-copy:push': strategy stop-and-copy takes no scheduler",
            "ferry.nope = 1 | unknown setting ferry.nope = '1', set in {file}"})
    void namesWhatIsWrongAndWhatIsAllowed(String line, String message) throws IOException {
        Path file = file(line);

        assertThatThrownBy(() -> Scenario.read(file.toString(), Map.of()))
                .isInstanceOfAny(FerryException.class, IllegalArgumentException.class)
                .hasMessageStartingWith(message.replace("{file}", file.toString()));
    }

    @Test
    void saysThatWhatIsWrongWasSaidOverIt() {
        assertThatThrownBy(() -> read(Map.of("seed", "-1"), "seed = 1")).hasMessageStartingWith(
                "seed = '-1', set on the command line or by the program: allowed is a whole number");
    }

    @Test
    void refusesRatesInBytesOfWhatHasNone() throws IOException {
        assertThatThrownBy(() -> read(Map.of(), "workload = oltp", "workload.rate = 40MB"))
                .hasMessageContaining("allowed is a number of transactions for oltp");
    }

    @Test
    void refusesWhatDoesNotFitTogether() throws IOException {
        assertThatThrownBy(() -> read(Map.of(), "workload = key-value", "workload.record = 1GiB"))
                .hasMessageContaining("workload = 'key-value'").hasMessageContaining("allowed is what fits");
    }

    @Test
    void refusesKeysThatAreSetTwice() {
        assertThatThrownBy(() -> read(Map.of(), "seed = 1", "seed = 2")).isInstanceOf(FerryException.class)
                .hasMessageContaining("seed is set 2 times in");
    }

    @Test
    void namesTheScenariosThatThereAre() {
        assertThatThrownBy(() -> Scenario.read("nope", Map.of()))
                .hasMessageContaining("scenario 'nope': allowed is a file, or one of stress, web");
    }

    @ParameterizedTest
    @MethodSource("builtIn")
    void readsThoseThatShip(String name) throws IOException {
        assertThat(Scenario.read(name, Map.of()).title()).isEqualTo(BuiltInScenarios.title(name))
                .isNotEmpty();
    }

    static List<String> builtIn() {
        return BuiltInScenarios.names();
    }
}
