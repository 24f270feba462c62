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
                Arguments.of("demo --strategy nope", "allowed is one of postcopy, precopy, stop-and-copy"),
                Arguments.of("demo --scheduler nope --strategy postcopy",
                        "allowed is one of bubbling, demand, push"),
                Arguments.of("demo --transport pigeon", "allowed is one of inmemory, tcp"),
                Arguments.of("demo --guest xen", "allowed is one of kvm, linux, software"),
                Arguments.of("demo --memory lots", "'lots' is not a size such as"),
                Arguments.of("demo --guest software --memory 5000", "a multiple of its page size"),
                Arguments.of("demo --dirty-rate fast", "'fast' is not a rate such as"),
                Arguments.of("demo --bandwidth wide", "ferry.bandwidth = 'wide'"),
                Arguments.of("demo --guest software --memory 16MiB --working-set 17MiB", "does not fit"),
                Arguments.of("demo --set ferry.nope=1", "unknown setting ferry.nope = '1'"),
                Arguments.of("demo --json /no/such/folder/report.json", "cannot be written"),
                Arguments.of("demo --nope", "Unknown option: '--nope' (see ferry demo --help)"),
                Arguments.of("chaos --seeds 0", "--seeds '0': allowed is a number from 1 on"),
                Arguments.of("chaos --seeds few", "'few'"),
                Arguments.of("chaos --seeds 1 --strategy nope", "allowed is one of postcopy, precopy"),
                Arguments.of("chaos --seeds 1 --scheduler nope", "allowed is one of bubbling, demand, push"),
                Arguments.of("chaos --seeds 1 --transport pigeon", "allowed is one of inmemory, tcp"),
                Arguments.of("chaos --seeds 1 --transport pigeon --listen roof",
                        "allowed is one of inmemory, tcp"),
                Arguments.of("chaos --seeds 1 --guest kvm",
                        "--guest 'kvm': allowed is one of software, linux"),
                Arguments.of("chaos --seeds 1 --set ferry.nope=1", "unknown setting ferry.nope = '1'"),
                Arguments.of("chaos --seeds 1 --listen nowhere --transport tcp",
                        "'nowhere' is not a TCP address"),
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
    @ValueSource(strings = {"", "demo", "send", "receive", "chaos", "plugins"})
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
