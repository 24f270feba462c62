package dev.ferry.guest.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.workload.Workload;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@NeedsKvm
@Timeout(60)
class KvmGuestTest {

    private static final long MEMORY_BYTES = 16L << 20;
    private static final PageRun PATTERNED = new PageRun(100, 200);
    private static final PageRun WORKING_SET = new PageRun(120, 64);

    private final Guests guests = new Guests();

    @AfterEach
    void closeGuests() {
        guests.close();
    }

    @Test
    void advancesAndProvesItsMemory() {
        KvmGuest guest = start(0);

        guests.awaitSteps(guest, 100_000);

        assertThat(guest.prove()).isEmpty();
        assertThat(guest.control().workDone().orElseThrow()).isGreaterThanOrEqualTo(100_000);
    }

    @Test
    void goesOnAfterProof() {
        KvmGuest guest = start(0);
        assertThat(guest.prove()).isEmpty();
        long steps = guest.control().workDone().orElseThrow();

        guests.awaitSteps(guest, steps + 10_000);

        assertThat(guest.prove()).isEmpty();
    }

    @Test
    void provesPausedGuestAtItsNextReportAndKeepsItPaused() {
        KvmGuest guest = start(1000);
        guest.control().pause();
        long steps = guest.control().workDone().orElseThrow();

        assertThat(guest.prove()).isEmpty();

        long proven = guest.control().workDone().orElseThrow();
        assertThat(proven).isBetween(steps, steps + 10);
        assertThat(proven % 10).as("steps since the last report").isZero();
        assertThat(guest.control().saveState()).as("only a paused guest can be saved").isNotEmpty();
    }

    @Test
    void keepsItsPace() {
        long start = System.nanoTime();
        KvmGuest guest = start(20_000);

        guests.awaitSteps(guest, 4000);

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(180_000_000);
    }

    @Test
    void complainsOfPageThatWasCorrupted() {
        KvmGuest guest = start(0);
        guests.pauseAtReport(guest);

        guest.machine().write(140, 0, MemorySegment.ofArray(new byte[]{1, 2, 3, 4, 5, 6, 7, 8}));
        guest.control().resume();
        guests.awaitTrouble(guest);

        assertThat(guest.prove()).hasValueSatisfying(
                trouble -> assertThat(trouble).startsWith("the guest found page 140 wrong"));
        assertThat(guest.prove()).as("it does not forget").isPresent();
    }

    @Test
    void complainsOfEachBodyWordInItsRound() {
        KvmGuest guest = start(0);
        guests.pauseAtReport(guest);

        guest.machine().write(183, 8 * 510, MemorySegment.ofArray(new byte[8]));
        guest.control().resume();

        guests.awaitTrouble(guest);
        assertThat(guest.prove()).hasValueSatisfying(
                trouble -> assertThat(trouble).startsWith("the guest found page 183 wrong")
                        .contains("word 510"));
    }

    @Test
    void saysWhereTheGuestCrashed() {
        KvmGuest guest = start(0);
        guests.pauseAtReport(guest);
        byte[] undefinedInstruction = {0x0F, 0x0B};

        guest.machine().write(1, 0, MemorySegment.ofArray(undefinedInstruction));
        guest.control().resume();
        guests.awaitTrouble(guest);

        guest.control().pause();
        assertThat(guest.prove())
                .hasValueSatisfying(trouble -> assertThat(trouble).contains("exit SHUTDOWN"));
    }

    @Test
    void findsDifferenceWhereTheGuestDoesNotLook() {
        KvmGuest guest = start(0);

        guest.machine().write(3000, 17, MemorySegment.ofArray(new byte[]{1}));

        assertThat(guest.prove()).hasValueSatisfying(
                trouble -> assertThat(trouble).startsWith("page 3000 differs").endsWith("byte 17"));
    }

    @Test
    void pausesAndResumesThousandsOfTimes() {
        long seed = 4711;
        Random random = new Random(seed);
        KvmGuest guest = start(0);

        for (int round = 0; round < 3000; round++) {
            guest.control().pause();
            long steps = guest.control().workDone().orElseThrow();
            MemorySegment page = guest.memory().view(WORKING_SET);
            long visits = page.get(Struct.U64, 0);
            guests.spinNanos(random.nextInt(20_000));
            assertThat(page.get(Struct.U64, 0)).as("seed %d, round %d", seed, round).isEqualTo(visits)
                    .isBetween(steps / 64, steps / 64 + 1);
            guest.control().resume();
            guests.spinNanos(random.nextInt(50_000));
        }

        assertThat(guest.prove()).isEmpty();
        assertThat(guest.control().workDone().orElseThrow()).isPositive();
    }

    @Test
    void keepsItsPaceThroughPauses() {
        long start = System.nanoTime();
        KvmGuest guest = start(1000);

        while (System.nanoTime() - start < 200_000_000) {
            guest.control().pause();
            guest.control().resume();
            guests.spinNanos(100_000);
        }

        long steps = guest.control().workDone().orElseThrow();
        assertThat(steps).isBetween(10L, (System.nanoTime() - start) / 1_000_000 + 20);
    }

    @Test
    void pausesWhileItWaitsForItsPace() {
        KvmGuest guest = start(1);

        for (int round = 0; round < 100; round++) {
            guest.control().pause();
            guest.control().pause();
            guest.control().resume();
            guest.control().resume();
        }

        guest.control().pause();
        assertThat(guest.control().workDone().orElseThrow()).isLessThan(200);
        assertThat(guest.prove()).isEmpty();
    }

    @Test
    void savesOnlyWhilePaused() {
        KvmGuest guest = start(0);

        assertThatThrownBy(guest.control()::saveState).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not paused");
    }

    @Test
    void refusesProofOnceClosed() {
        KvmGuest guest = start(0);

        guest.close();
        guest.close();

        assertThatThrownBy(guest::prove).isInstanceOf(IllegalStateException.class);
    }

    private KvmGuest start(long stepsPerSecond) {
        MemoryGeometry geometry = guests.platform().geometry(MEMORY_BYTES);
        return guests.start(geometry, Workload.sequential(99, PATTERNED, WORKING_SET, stepsPerSecond));
    }
}
