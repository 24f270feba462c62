package dev.ferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.guest.Reservation;
import dev.ferry.testkit.guest.SoftwareGuest;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RunWatchTest {

    private static final long SEED = 1;

    private final RunWatch watch = new RunWatch();
    private final SoftwareGuest guest = SoftwareGuest.start(16 * 4096, SEED);
    private final GuestControl source = watch.source(guest.control());
    private final Reservation destination = watch
            .destination(new SoftwareGuestPlatform().reserve("guest", guest.memory().geometry()));

    @BeforeEach
    void handOver() {
        source.pause();
        destination.control().loadState(source.saveState());
    }

    @AfterEach
    void end() {
        guest.close();
        destination.close();
    }

    @Test
    void findsNothingWrongWithHandover() {
        destination.control().resume();

        assertThat(watch.wrong()).isEmpty();
        assertThat(watch.sourceRuns()).isFalse();
        assertThat(watch.destinationRuns()).isTrue();
    }

    @Test
    void findsNothingWrongWithGuestThatStays() {
        destination.close();
        source.resume();

        assertThat(watch.wrong()).isEmpty();
        assertThat(watch.sourceRuns()).isTrue();
        assertThat(watch.destinationReserved()).isFalse();
    }

    @Test
    void findsGuestStartedAtDestinationWhileItRunsAtSource() {
        source.resume();
        destination.control().resume();

        assertThat(watch.wrong())
                .containsExactly("the guest was resumed at the destination while it ran at the source");
    }

    @Test
    void findsGuestResumedAtSourceWhileItRunsAtDestination() {
        destination.control().resume();
        source.resume();

        assertThat(watch.wrong())
                .contains("the guest was resumed at the source while it ran at the destination");
    }

    @Test
    void findsGuestResumedAtSourceAfterItRanAtDestination() {
        destination.control().resume();
        destination.close();
        source.resume();

        assertThat(watch.wrong())
                .containsExactly("the guest was resumed at the source after it had run at the destination");
    }
}
