package dev.ferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ferry.cli.FerryPair.Phase;
import dev.ferry.cli.NetworkNamespaces.End;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** SIGSTOP and SIGCONT of one end in every phase: a short stop costs nothing, a long one no guest. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(180)
class StoppedProcessTest {

    private static final String[] PATIENT = {"ferry.handshake.timeout=20s", "ferry.link.timeout=20s"};
    private static final String[] IMPATIENT = {"ferry.handshake.timeout=1500ms", "ferry.link.timeout=1s"};

    @Scenario
    void goesOnAfterShortStopOfDestinationWhileSourceConnects() throws Exception {
        try (FerryProcess destination = receive(); FerryProcess source = sendToStopped(destination, "20s")) {
            seconds(2);
            destination.goOn();

            assertThat(source.exitCode()).as(source.output()).isZero();
            assertThat(destination.exitCode()).as(destination.output()).isZero();
            assertThat(destination.output()).contains(FerryPair.MEMORY_RIGHT);
        }
    }

    @Scenario
    void guestStaysWhenDestinationIsStoppedForLongWhileSourceConnects() throws Exception {
        try (FerryProcess destination = receive(); FerryProcess source = sendToStopped(destination, "1s")) {
            assertThat(source.exitCode()).as(source.output()).isEqualTo(ExitCode.FAILED.code());
            assertThat(source.output())
                    .contains("The guest runs on at the source: " + FerryPair.MEMORY_RIGHT);
            destination.goOn();

            try (FerryProcess next = send(destination.awaitAddress(), "20s")) {
                assertThat(next.exitCode()).as(next.output()).isZero();
            }
            assertThat(destination.exitCode()).as(destination.output()).isZero();
        }
    }

    private static FerryProcess receive() throws Exception {
        return FerryProcess.start("receive", "--listen", "127.0.0.1:0", "--guest", "software");
    }

    /** Its source connects: the kernel takes the connections, and nobody answers. */
    private static FerryProcess sendToStopped(FerryProcess destination, String patience) throws Exception {
        String address = destination.awaitAddress();
        destination.stop();
        FerryProcess source = send(address, patience);
        source.awaitLine("the two ends come to terms");
        return source;
    }

    private static FerryProcess send(String address, String patience) throws Exception {
        return FerryProcess.start("send", "--to", address, "--guest", "software", "--memory", "16MiB",
                "--set", "ferry.transport.tcp.preamble-timeout=" + patience);
    }

    @Scenario
    void goesOnAfterShortStopOfSourceInRound() throws Exception {
        goesOnAfterShortStop(Phase.ROUND, End.SOURCE);
    }

    @Scenario
    void goesOnAfterShortStopOfDestinationInRound() throws Exception {
        goesOnAfterShortStop(Phase.ROUND, End.DESTINATION);
    }

    @Scenario
    void goesOnAfterShortStopOfDestinationInPause() throws Exception {
        goesOnAfterShortStop(Phase.PAUSE, End.DESTINATION);
    }

    @Scenario
    void goesOnAfterShortStopOfSourceInPush() throws Exception {
        goesOnAfterShortStop(Phase.PUSH, End.SOURCE);
    }

    @Scenario
    void goesOnAfterShortStopOfDestinationInPush() throws Exception {
        goesOnAfterShortStop(Phase.PUSH, End.DESTINATION);
    }

    private static void goesOnAfterShortStop(Phase phase, End end) throws Exception {
        try (FerryPair pair = FerryPair.caughtIn(phase, PATIENT)) {
            pair.process(end).stop();
            seconds(2);
            pair.process(end).goOn();

            JsonNode report = pair.assertArrived();
            assertThat(report.get("recoveries").intValue()).isZero();
            assertThat(report.get("timeLostNanos").longValue()).isZero();
        }
    }

    @Scenario
    void guestStaysWhenSourceIsStoppedForLongInRound() throws Exception {
        guestStaysWhenSourceIsStoppedForLong(Phase.ROUND);
    }

    @Scenario
    void guestStaysWhenSourceIsStoppedForLongInPause() throws Exception {
        guestStaysWhenSourceIsStoppedForLong(Phase.PAUSE);
    }

    private static void guestStaysWhenSourceIsStoppedForLong(Phase phase) throws Exception {
        try (FerryPair pair = FerryPair.caughtIn(phase, IMPATIENT)) {
            pair.source().stop();
            pair.assertNoneTaken();
            pair.source().goOn();

            pair.assertStayed();
            assertThat(pair.destination().output()).contains("the peer was silent for 2.5 s");
        }
    }

    @Scenario
    void guestStaysWhenDestinationIsStoppedForLongInRound() throws Exception {
        guestStaysWhenDestinationIsStoppedForLong(Phase.ROUND);
    }

    @Scenario
    void guestStaysWhenDestinationIsStoppedForLongInPause() throws Exception {
        guestStaysWhenDestinationIsStoppedForLong(Phase.PAUSE);
    }

    private static void guestStaysWhenDestinationIsStoppedForLong(Phase phase) throws Exception {
        try (FerryPair pair = FerryPair.caughtIn(phase, IMPATIENT)) {
            pair.destination().stop();
            pair.assertStayed();
            pair.destination().goOn();

            pair.assertNoneTaken();
            assertThat(pair.source().output()).contains("the peer was silent for 2.5 s");
        }
    }

    @Scenario
    void recoversFromLongStopOfSourceInPush() throws Exception {
        recoversFromLongStopInPush(End.SOURCE, End.DESTINATION);
    }

    @Scenario
    void recoversFromLongStopOfDestinationInPush() throws Exception {
        recoversFromLongStopInPush(End.DESTINATION, End.SOURCE);
    }

    private static void recoversFromLongStopInPush(End stopped, End other) throws Exception {
        try (FerryPair pair = FerryPair.caughtIn(Phase.PUSH, IMPATIENT)) {
            pair.process(stopped).stop();
            pair.process(other).awaitLine("the peer was silent for 1 s");
            pair.process(stopped).goOn();

            assertThat(pair.assertArrived().get("recoveries").intValue()).isPositive();
            assertThat(pair.source().output()).contains("reached the destination again: it lacks");
            assertThat(pair.destination().output()).contains("the source has come back: it still has");
        }
    }

    /** The scenario's own time. */
    private static void seconds(long count) {
        CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(count, TimeUnit.SECONDS))
                .join();
    }
}
