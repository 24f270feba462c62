package dev.ferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** A guest in real memory that dirties it faster than it can be sent, and each way out. */
@Isolated("its guest has to keep up with the wire")
@Timeout(180)
class NotConvergingTest {

    @Test
    void cancelSaysThatTheGuestStaysAndWhy() throws Exception {
        try (FerryProcess demo = demo("cancel")) {
            assertThat(demo.exitCode()).as(demo.output()).isEqualTo(ExitCode.NOT_CONVERGED.code());
            assertThat(demo.output())
                    .contains("does not converge", "ferry.precopy.on-timeout", "ferry.precopy.stun=true")
                    .contains("The guest runs on at the source: memory right byte for byte; it advances");
        }
    }

    @Test
    void forceMovesTheGuestAllTheSame() throws Exception {
        try (FerryProcess demo = demo("force")) {
            assertThat(demo.exitCode()).as(demo.output()).isZero();
            assertThat(demo.output()).contains("does not converge", "memory verified    true");
        }
    }

    @Test
    void postcopyMovesTheGuestFirstAndPushesTheRest() throws Exception {
        try (FerryProcess demo = demo("postcopy", "--scheduler", "push")) {
            assertThat(demo.exitCode()).as(demo.output()).isZero();
            assertThat(demo.output()).contains("does not converge", "memory verified    true")
                    .containsPattern("(?m)push");
        }
    }

    @Test
    void tellsTheDestinationToo() throws Exception {
        try (FerryProcess destination = FerryProcess.start("receive", "--listen", "127.0.0.1:0", "--guest",
                "software")) {
            List<String> send = new ArrayList<>(
                    List.of("send", "--to", destination.awaitAddress(), "--guest", "software"));
            send.addAll(endless("cancel"));
            try (FerryProcess source = FerryProcess.start(send.toArray(String[]::new))) {
                assertThat(source.exitCode()).as(source.output()).isEqualTo(ExitCode.NOT_CONVERGED.code());
                assertThat(destination.exitCode()).as(destination.output())
                        .isEqualTo(ExitCode.NOT_CONVERGED.code());
                assertThat(destination.output()).contains("does not converge");
            }
        }
    }

    private static FerryProcess demo(String onTimeout, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("demo", "--guest", "linux", "--transport", "inmemory"));
        arguments.addAll(endless(onTimeout));
        arguments.addAll(List.of(more));
        return FerryProcess.start(arguments.toArray(String[]::new));
    }

    /** 2 MiB take an eighth of a second, in which each page is written several times; what is accepted are 40 pages. */
    private static List<String> endless(String onTimeout) {
        return List.of("--memory", "8MiB", "--working-set", "2MiB", "--dirty-rate", "80MB", "--bandwidth",
                "16MB", "--set", "ferry.precopy.downtime-limit=5ms", "--set",
                "ferry.precopy.max-downtime=10ms", "--set",
                "ferry.precopy.on-timeout=" + onTimeout);
    }
}
