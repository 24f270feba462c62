package dev.ferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.cli.FerryPair.Phase;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code kill -9} of one end in every phase: the other one knows where the guest is, and what it holds of it. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(180)
class KilledProcessTest {

    /** Of the end that stays behind while pages are owed. */
    private static final String BRIEFLY = "ferry.recovery.timeout=2s";

    @Scenario
    void guestStaysWhenDestinationIsKilledInRound() throws Exception {
        guestStaysWhenDestinationIsKilled(Phase.ROUND);
    }

    @Scenario
    void guestStaysWhenDestinationIsKilledInPause() throws Exception {
        guestStaysWhenDestinationIsKilled(Phase.PAUSE);
    }

    private static void guestStaysWhenDestinationIsKilled(Phase phase) throws Exception {
        try (FerryPair pair = FerryPair.caughtIn(phase)) {
            pair.destination().kill();

            pair.assertStayed();
        }
    }

    @Scenario
    void destinationTakesNoneWhenSourceIsKilledInRound() throws Exception {
        destinationTakesNoneWhenSourceIsKilled(Phase.ROUND);
    }

    @Scenario
    void destinationTakesNoneWhenSourceIsKilledInPause() throws Exception {
        destinationTakesNoneWhenSourceIsKilled(Phase.PAUSE);
    }

    private static void destinationTakesNoneWhenSourceIsKilled(Phase phase) throws Exception {
        try (FerryPair pair = FerryPair.caughtIn(phase)) {
            pair.source().kill();

            pair.assertNoneTaken();
        }
    }

    @Scenario
    void sourceSaysWhatItHoldsWhenDestinationIsKilledInPush() throws Exception {
        try (FerryPair pair = FerryPair.caughtIn(Phase.PUSH, BRIEFLY)) {
            pair.destination().kill();

            pair.source().awaitLine("trying for 2 s to reach the destination again (ferry.recovery.timeout)");
            pair.assertLostAtSource(ExitCode.LOST.code());
            assertThat(pair.source().output()).containsPattern("given up: attempt \\d+ to reach .* failed");
        }
    }

    @Scenario
    void destinationSaysWhatItLacksWhenSourceIsKilledInPush() throws Exception {
        try (FerryPair pair = FerryPair.caughtIn(Phase.PUSH, BRIEFLY)) {
            pair.source().kill();

            pair.destination()
                    .awaitLine("waiting for 2 s for the source to come back (ferry.recovery.timeout)");
            pair.assertLostAtDestination(ExitCode.LOST.code());
        }
    }

    /** Whoever listens there now knows nothing of the guest: the source does not take it for its destination. */
    @Scenario
    void anotherDestinationAtTheSameAddressIsNotTakenForTheOneThatWasKilled() throws Exception {
        try (FerryPair pair = FerryPair.caughtIn(Phase.PUSH)) {
            String address = pair.destination().awaitAddress();
            pair.destination().kill();
            pair.destination().exitCode();

            try (FerryProcess another = FerryProcess.start("receive", "--listen", address, "--guest",
                    "software")) {
                another.awaitLine("no migration is known here by its token");
                pair.source().terminate();

                pair.assertLostAtSource(FerryPair.SIGTERM);
                assertThat(pair.source().output()).contains("Given up",
                        "no migration is known here by its token");
                another.terminate();
                assertThat(another.exitCode()).as(another.output()).isEqualTo(FerryPair.SIGTERM);
                assertThat(another.output()).doesNotContain("has arrived");
            }
        }
    }

    /** Killed before it has said anything: the destination still takes the next guest. */
    @Scenario
    void destinationStillListensWhenSourceIsKilledWhileItConnects() throws Exception {
        try (FerryProcess destination = FerryProcess.start("receive", "--listen", "127.0.0.1:0", "--guest",
                "software")) {
            String address = destination.awaitAddress();
            destination.stop();
            try (FerryProcess killed = send(address)) {
                killed.awaitLine("the two ends come to terms");
                killed.kill();
                killed.exitCode();
            }
            destination.goOn();

            try (FerryProcess next = send(address)) {
                assertThat(next.exitCode()).as(next.output()).isZero();
            }
            assertThat(destination.exitCode()).as(destination.output()).isZero();
            assertThat(destination.output()).contains(FerryPair.MEMORY_RIGHT);
        }
    }

    @Scenario
    void guestStaysWhenDestinationIsKilledWhileSourceConnects() throws Exception {
        try (FerryProcess destination = FerryProcess.start("receive", "--listen", "127.0.0.1:0", "--guest",
                "software")) {
            String address = destination.awaitAddress();
            destination.stop();
            try (FerryProcess source = send(address)) {
                source.awaitLine("the two ends come to terms");
                destination.kill();

                assertStayed(source);
            }
        }
    }

    @Scenario
    void guestStaysWhereNobodyListens() throws Exception {
        String address;
        try (FerryProcess destination = FerryProcess.start("receive", "--listen", "127.0.0.1:0", "--guest",
                "software")) {
            address = destination.awaitAddress();
        }

        try (FerryProcess source = send(address)) {
            assertStayed(source);
        }
    }

    private static void assertStayed(FerryProcess source) throws Exception {
        assertThat(source.exitCode()).as(source.output()).isEqualTo(ExitCode.FAILED.code());
        assertThat(source.output()).contains("The guest runs on at the source: " + FerryPair.MEMORY_RIGHT);
    }

    private static FerryProcess send(String address) throws Exception {
        return FerryProcess.start("send", "--to", address, "--guest", "software", "--memory", "16MiB");
    }
}
