package dev.ferry.testkit.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ferry.api.event.GuestFate;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.guest.Reservation;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import dev.ferry.testkit.migration.BadGuests.Wrong;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.Workload;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The kit can fail: it finds what is wrong with a guest, and says so. */
@Timeout(60)
class BadGuestsTest {

    private static Migrations migrations(Wrong wrong) {
        return Migrations.strategy("precopy").memoryBytes(4 << 20).guest(new BadGuests(wrong));
    }

    @Test
    void findsAByteThatIsWrong() {
        MigrationResult result = migrations(Wrong.MISREADS_A_BYTE).run();

        assertThat(result.report().outcome()).isEqualTo("completed");
        assertThat(result.report().verified()).isFalse();
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(result).arrivedWhole())
                .withMessageContainingAll("page 700", "byte 1234", "seed 42");
    }

    @Test
    void findsAGuestThatRunsTwice() {
        MigrationResult result = migrations(Wrong.RUNS_WHILE_PAUSED).run();

        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(result).arrivedWhole())
                .withMessageContaining("runs at the source, too");
    }

    @Test
    void findsAGuestThatStayedAndIsKeptAtTheDestination() {
        SoftwareGuestPlatform platform = new SoftwareGuestPlatform();
        MemoryGeometry geometry = platform.geometry(1 << 20);
        PageRun work = platform.usable(geometry);
        try (GuestPlatform.Source guest = platform.start("guest", geometry,
                Workload.sequential(42, work, work, 0));
                TestHost host = new TestHost(platform)) {
            GuestProof proof = new GuestProof(guest, new LeavingGuest(guest.control()), host,
                    Duration.ofSeconds(30));
            try (Reservation _ = host.reserve("guest", geometry)) {
                assertThat(proof.complaint(GuestFate.RUNS_AT_SOURCE, Optional.empty()).orElseThrow())
                        .contains("the destination keeps it, too");
            }

            assertThat(proof.complaint(GuestFate.RUNS_AT_SOURCE, Optional.empty())).isEmpty();
        }
    }

    @Test
    void findsAGuestThatStayedAndStandsStill() {
        MigrationResult result = migrations(Wrong.STANDS_STILL).cancelIn(MigrationPhase.ROUNDS)
                .limit(Duration.ofSeconds(1)).run();

        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(result).stayedWhole())
                .withMessageContaining("no step of its work");
    }
}
