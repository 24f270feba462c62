package dev.ferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(60)
class UsageTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @MethodSource("mistakes")
    void explainsMistakeInOneLine(String arguments, String explanation) {
        int code = execute(arguments.split(" "));

        assertThat(code).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString().lines()).singleElement().asString().contains(explanation)
                .doesNotContain("Exception");
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("demo --strategy nope",
                        "allowed is one of agile, hybrid, postcopy, precopy, stop-and-copy"),
                Arguments.of("demo --scheduler nope --strategy postcopy",
                        "allowed is one of bubbling, demand, push"),
                Arguments.of("demo --transport pigeon", "allowed is one of faulty, inmemory, tcp"),
                Arguments.of("demo --reservation lots", "'lots' is not a size such as"),
                Arguments.of("demo --guest software --memory 16MiB --reservation 17MiB",
                        "--reservation '17 MiB': allowed is from a page, 4 KiB, to the guest's memory, 16 MiB"),
                Arguments.of("demo --guest software --memory 16MiB --reservation 1000",
                        "allowed is from a page"),
                Arguments.of("demo --guest software --reservation 8MiB --order lru", "cannot be watched"),
                Arguments.of("demo --guest software --strategy agile --record order.bin",
                        "cannot be watched"),
                Arguments.of("demo --swap nfs:/swap", "'nfs:/swap' is no swap store: allowed is file:FOLDER"),
                Arguments.of("demo --swap redis:host", "'redis:host' is no swap store"),
                Arguments.of("demo --swap file:", "'file:' is no swap store"),
                Arguments.of("demo --swap cupboard", "allowed is one of file, inmemory, redis"),
                Arguments.of("demo --guest software --swap inmemory:a", "it goes with --transport inmemory"),
                Arguments.of("send --to 127.0.0.1:1 --guest software --reservation 8MiB", "needs --swap"),
                Arguments.of("send --to 127.0.0.1:1 --guest software --strategy agile", "needs --swap"),
                Arguments.of("receive --guest software --reservation 8MiB", "needs --swap"),
                Arguments.of("receive --guest software --swap inmemory:a", "needs --reservation"),
                Arguments.of("demo --balloon maybe", "'maybe': allowed is on or off"),
                Arguments.of("demo --guest software --process 1MiB",
                        "--process goes with --balloon on or off"),
                Arguments.of("demo --guest software --used 1MiB", "--used goes with --balloon on or off"),
                Arguments.of("demo --guest software --memory 16MiB --balloon on --used 1GiB",
                        "--used '1 GiB': allowed is from the working set, 4 MiB, to less than what the guest can use, 16 MiB"),
                Arguments.of("demo --guest software --memory 16MiB --balloon on --used 16MiB",
                        "--used '16 MiB': allowed is from the working set, 4 MiB, to less than what the guest can use, 16 MiB"),
                Arguments.of("demo --guest software --memory 16MiB --balloon on --working-set 4MiB",
                        "--used '2 MiB': allowed is from the working set, 4 MiB"),
                Arguments.of("demo --guest software --memory 16MiB --balloon off --process 15MiB",
                        "--process '15 MiB' beside --used '2 MiB' of 16 MiB: a heap of 3584 pages: too few for processes of 3840"),
                Arguments.of("demo --balloon on --set ferry.balloon=hot-air",
                        "no balloon controller is named 'hot-air', allowed is one of dsb"),
                Arguments.of("demo --balloon on --set ferry.balloon.fill=100", "ferry.balloon.fill = '100'"),
                Arguments.of("demo --scenario pressure --balloon on", "--balloon is not for"),
                Arguments.of("demo --scenario pressure --set ferry.balloon=dsb", "ferry.balloon is not for"),
                Arguments.of("demo --scenario pressure --used 1MiB", "--used goes with --balloon"),
                Arguments.of("receive --guest software --used 1MiB", "Unknown option"),
                Arguments.of("demo --scenario rain", "allowed is one of migration, pressure"),
                Arguments.of("demo --scenario pressure --reservation 8MiB", "--reservation is not for"),
                Arguments.of("demo --scenario pressure --duration soon",
                        "'soon' is not a span of time such as"),
                Arguments.of("demo --scenario pressure --duration 10ms", "allowed is a second at least"),
                Arguments.of("demo --scenario pressure --guest kvm --workload random", "exactly one task"),
                Arguments.of("demo --html page.html", "--html goes with --scenario pressure"),
                Arguments.of("demo --guest xen", "allowed is one of kvm, linux, software"),
                Arguments.of("demo --memory lots", "'lots' is not a size such as"),
                Arguments.of("demo --guest software --memory 5000", "a multiple of its page size"),
                Arguments.of("demo --dirty-rate fast", "'fast' is not a rate such as"),
                Arguments.of("demo --workload bubblesort",
                        "'bubblesort' is unknown, allowed is one of sequential, random, zipf, quicksort"),
                Arguments.of("demo --guest software --memory 16MiB --processes 0",
                        "--processes '0': allowed is 1 to 1024"),
                Arguments.of("demo --guest software --memory 32KiB --processes 3",
                        "--processes '3': allowed is 1 to 2 in a working set of 2 pages"),
                Arguments.of("demo --guest kvm --workload quicksort --processes 16",
                        "a kvm guest does exactly one task, a sequential writer, not 16 of WRITER QUICKSORT"),
                Arguments.of("demo --bandwidth wide", "ferry.bandwidth = 'wide'"),
                Arguments.of("demo --guest software --memory 16MiB --working-set 17MiB", "does not fit"),
                Arguments.of("demo --set ferry.precopy.on-timeout=wait",
                        "allowed is one of cancel, force, postcopy"),
                Arguments.of("demo --set ferry.precopy.stun=true --set ferry.precopy.stun.max=10",
                        "the maximum not below the first step"),
                Arguments.of("demo --set ferry.nope=1", "unknown setting ferry.nope = '1'"),
                Arguments.of("demo --json /no/such/folder/report.json", "cannot be written"),
                Arguments.of("demo --nope", "Unknown option: '--nope' (see ferry demo --help)"),
                Arguments.of("chaos --seeds 0", "--seeds '0': allowed is a number from 1 on"),
                Arguments.of("chaos --seeds few", "'few'"),
                Arguments.of("chaos --seeds 1 --strategy nope",
                        "allowed is one of agile, hybrid, postcopy, precopy"),
                Arguments.of("chaos --seeds 1 --scheduler nope", "allowed is one of bubbling, demand, push"),
                Arguments.of("chaos --seeds 1 --transport pigeon", "allowed is one of faulty, inmemory, tcp"),
                Arguments.of("chaos --seeds 1 --transport pigeon --listen roof",
                        "allowed is one of faulty, inmemory, tcp"),
                Arguments.of("chaos --seeds 1 --guest kvm",
                        "--guest 'kvm': allowed is one of software, linux"),
                Arguments.of("chaos --seeds 1 --set ferry.nope=1", "unknown setting ferry.nope = '1'"),
                Arguments.of("chaos --seeds 1 --listen nowhere --transport tcp",
                        "'nowhere' is not a TCP address"),
                Arguments.of("compare --candidates precopy,nope",
                        "candidate 'nope': ferry.strategy"),
                Arguments.of("compare --candidates stop-and-copy:push",
                        "strategy stop-and-copy takes no scheduler"),
                Arguments.of("compare --candidates precopy,precopy", "candidate 'precopy' is there twice"),
                Arguments.of("compare --transport pigeon", "allowed is one of inmemory, tcp"),
                Arguments.of("compare --repeat 0", "--repeat '0': allowed is a number from 1 on"),
                Arguments.of("compare --candidates precopy,stop-and-copy --repeat 301",
                        "allowed are at most 600 migrations in all"),
                Arguments.of("compare --html /no/such/folder/page.html", "--html"),
                Arguments.of("trace", "say either --output FILE, to record a guest, or --show FILE"),
                Arguments.of("trace --output guest.trace --show guest.trace", "say either --output FILE"),
                Arguments.of("trace --output /no/such/folder/guest.trace", "--output '/no/such/folder/"),
                Arguments.of("trace --output guest.trace --interval 10us",
                        "--interval '10 us': allowed is from 1 ms to 60 min"),
                Arguments.of("trace --output guest.trace --interval 2s --duration 1s",
                        "--duration '1 s': allowed is an interval at least, 2 s"),
                Arguments.of("trace --output guest.trace --interval often", "'often' is not a span of time"),
                Arguments.of("trace --output guest.trace --guest xen",
                        "allowed is one of kvm, linux, software"),
                Arguments.of("trace --output guest.trace --guest software --used 1MiB",
                        "--used goes with --balloon"),
                Arguments.of("trace --show /no/such/guest.trace", "--show '/no/such/guest.trace'"),
                Arguments.of("trace --show /dev/null", "/dev/null is no access trace: the head at byte 0"),
                Arguments.of("trace --show guest.trace --writes-only", "go with --output"),
                Arguments.of("simulate", "say either --scenario NAME|FILE or --table NAME"),
                Arguments.of("simulate --scenario stress --table all", "say either --scenario"),
                Arguments.of("simulate --scenario nope", "allowed is a file, or one of stress, web"),
                Arguments.of("simulate --scenario stress --set guest.memory=lots",
                        "guest.memory = 'lots', set on the command line or by the program: allowed is a size"),
                Arguments.of("simulate --scenario stress --candidates nope",
                        "candidate 'nope': ferry.strategy"),
                Arguments.of("simulate --scenario stress --repeat 0", "repetitions = '0'"),
                Arguments.of("simulate --scenario stress --html /no/such/folder/page.html",
                        "cannot be written"),
                Arguments.of("simulate --table nope", "--table 'nope': allowed is all, list, or some of"),
                Arguments.of("simulate --table all --repeat 3", "go with --scenario"),
                Arguments.of("send", "Missing required option: '--to=HOST:PORT'"),
                Arguments.of("nope", "'nope'"),
                Arguments.of("receive --listen nowhere", "'nowhere' is not a TCP address"));
    }

    @Test
    void saysThatPortIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int code = execute("receive", "--listen", "127.0.0.1:" + taken.getLocalPort());

            assertThat(code).isEqualTo(ExitCode.FAILED.code());
            assertThat(err.toString().lines()).singleElement().asString()
                    .contains("cannot listen at 127.0.0.1:" + taken.getLocalPort());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "demo", "send", "receive", "chaos", "compare", "simulate", "trace",
            "advise", "plugins"})
    void helpsWithEachCommand(String command) {
        int code = execute((command + " --help").strip().split(" "));

        assertThat(code).isZero();
        assertThat(out.toString()).contains("Usage: ferry", "Exit codes:", "130", "the guest is lost");
    }

    @Test
    void saysItsVersion() {
        int code = execute("--version");

        assertThat(code).isZero();
        assertThat(out.toString()).startsWith("ferry ").contains("Java ");
    }

    private int execute(String... arguments) {
        try (StopSignal stopSignal = new StopSignal()) {
            CommandLine ferry = Main.commandLine(stopSignal);
            ferry.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
            return ferry.execute(arguments);
        }
    }
}
