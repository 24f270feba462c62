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

/** A network between two processes that is cut in every phase, and comes back or does not. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(180)
class CutNetworkTest {

    private static final String IMPATIENT = "ferry.handshake.timeout=1500ms";

    @Scenario
    void survivesCutInPush() throws Exception {
        survivesCutInPush("software", End.DESTINATION);
    }

    @Scenario
    void survivesCutAtTheSourceInPush() throws Exception {
        survivesCutInPush("software", End.SOURCE);
    }

    @Scenario
    void survivesCutInPushOfLinuxGuest() throws Exception {
        survivesCutInPush("linux", End.DESTINATION);
    }

    private static void survivesCutInPush(String guest, End end) throws Exception {
        try (NetworkNamespaces network = NetworkNamespaces.create();
                FerryPair pair = FerryPair.caughtIn(Phase.PUSH, guest, network)) {
            cutUntilItIsNoticed(network, end, pair);

            JsonNode report = pair.assertArrived();
            assertThat(report.get("recoveries").intValue()).isPositive();
            assertThat(report.get("timeLostNanos").longValue()).as("of a cut that was noticed after 2 s")
                    .isBetween(TimeUnit.MILLISECONDS.toNanos(1_500), TimeUnit.SECONDS.toNanos(60));
            assertThat(pair.source().output()).contains("the peer was silent for 2 s; trying for 5 min",
                    "reached the destination again: it lacks", "without a link");
            assertThat(pair.destination().output()).contains("the peer was silent for 2 s; waiting for 5 min",
                    "the source has come back: it still has");
        }
    }

    @Scenario
    void survivesTwoCutsInOnePush() throws Exception {
        try (NetworkNamespaces network = NetworkNamespaces.create();
                FerryPair pair = FerryPair.caughtIn(Phase.PUSH, "software", network,
                        "ferry.link.timeout=500ms")) {
            cutUntilItIsNoticed(network, End.DESTINATION, pair);
            pair.source().awaitLine("reached the destination again");
            cut(network, End.SOURCE, 2);

            assertThat(pair.assertArrived().get("recoveries").intValue()).isGreaterThanOrEqualTo(2);
        }
    }

    private static void cutUntilItIsNoticed(NetworkNamespaces network, End end, FerryPair pair)
            throws Exception {
        network.cut(end);
        pair.source().awaitLine("the peer was silent");
        pair.destination().awaitLine("the peer was silent");
        network.restore(end);
    }

    @Scenario
    void goesOnAfterShortCutInRound() throws Exception {
        goesOnAfterShortCut(Phase.ROUND);
    }

    @Scenario
    void goesOnAfterShortCutInPause() throws Exception {
        goesOnAfterShortCut(Phase.PAUSE);
    }

    /** Shorter than the time that a peer may be silent: TCP repeats what was lost, and nobody noticed anything. */
    private static void goesOnAfterShortCut(Phase phase) throws Exception {
        try (NetworkNamespaces network = NetworkNamespaces.create();
                FerryPair pair = FerryPair.caughtIn(phase, "software", network)) {
            cut(network, End.DESTINATION, 2);

            assertThat(pair.assertArrived().get("recoveries").intValue()).isZero();
        }
    }

    @Scenario
    void guestStaysWhenNetworkIsCutForGoodInRound() throws Exception {
        guestStaysWhenNetworkIsCutForGood(Phase.ROUND, End.DESTINATION);
    }

    @Scenario
    void guestStaysWhenNetworkIsCutForGoodAtTheSourceInRound() throws Exception {
        guestStaysWhenNetworkIsCutForGood(Phase.ROUND, End.SOURCE);
    }

    @Scenario
    void guestStaysWhenNetworkIsCutForGoodInPause() throws Exception {
        guestStaysWhenNetworkIsCutForGood(Phase.PAUSE, End.DESTINATION);
    }

    private static void guestStaysWhenNetworkIsCutForGood(Phase phase, End end) throws Exception {
        try (NetworkNamespaces network = NetworkNamespaces.create();
                FerryPair pair = FerryPair.caughtIn(phase, "software", network, IMPATIENT)) {
            network.cut(end);

            pair.assertStayed();
            pair.assertNoneTaken();
        }
    }

    @Scenario
    void guestStaysWhereNoNetworkLeadsToTheDestination() throws Exception {
        try (NetworkNamespaces network = NetworkNamespaces.create()) {
            network.cut(End.DESTINATION);

            try (FerryProcess source = FerryProcess.startIn(network.namespace(End.SOURCE), "send", "--to",
                    network.address(End.DESTINATION) + ":7777", "--guest", "software", "--memory", "16MiB",
                    "--set", "ferry.transport.tcp.connect-timeout=1s")) {
                assertThat(source.exitCode()).as(source.output()).isEqualTo(ExitCode.FAILED.code());
                assertThat(source.output())
                        .contains("The guest runs on at the source: " + FerryPair.MEMORY_RIGHT);
            }
        }
    }

    @Scenario
    void bothGiveUpWhenNetworkIsCutForGoodInPush() throws Exception {
        bothGiveUpWhenNetworkIsCutForGoodInPush("software", End.DESTINATION);
    }

    @Scenario
    void bothGiveUpWhenNetworkIsCutForGoodAtTheSourceInPushOfLinuxGuest() throws Exception {
        bothGiveUpWhenNetworkIsCutForGoodInPush("linux", End.SOURCE);
    }

    private static void bothGiveUpWhenNetworkIsCutForGoodInPush(String guest, End end) throws Exception {
        try (NetworkNamespaces network = NetworkNamespaces.create();
                FerryPair pair = FerryPair.caughtIn(Phase.PUSH, guest, network,
                        "ferry.recovery.timeout=4s")) {
            network.cut(end);

            pair.assertLostAtSource(ExitCode.LOST.code());
            pair.assertLostAtDestination(ExitCode.LOST.code());
            assertThat(pair.source().output()).contains("trying for 4 s", "given up: attempt");
            assertThat(pair.destination().output()).contains("waiting for 4 s");
        }
    }

    /** Neither waits for the five minutes that it would try for. */
    @Scenario
    void eitherGivesUpAtOnceWhenToldTo() throws Exception {
        try (NetworkNamespaces network = NetworkNamespaces.create();
                FerryPair pair = FerryPair.caughtIn(Phase.PUSH, "software", network)) {
            network.cut(End.DESTINATION);
            pair.source().awaitLine("trying for 5 min");
            pair.destination().awaitLine("waiting for 5 min");

            pair.source().terminate();
            pair.destination().terminate();

            pair.assertLostAtSource(FerryPair.SIGTERM);
            pair.assertLostAtDestination(FerryPair.SIGTERM);
            assertThat(pair.source().output()).contains("Given up: the destination is not waited for");
            assertThat(pair.destination().output()).contains("Given up: the guest is not waited for");
        }
    }

    /** Cuts the network, and mends it after some seconds. */
    private static void cut(NetworkNamespaces network, End end, long seconds) throws Exception {
        network.cut(end);
        CompletableFuture
                .runAsync(() -> {}, CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS)).join();
        network.restore(end);
    }
}
