package dev.ferry.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.testkit.swap.InMemorySwapStore;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LeaseTest {

    private final InMemorySwapStore store = new InMemorySwapStore("lease test " + System.nanoTime());
    private final UnreliableDevice destinations = device();
    private final Lease source = lease(device());
    private final Lease destination = lease(destinations);

    private UnreliableDevice device() {
        return new UnreliableDevice(store.open("guest", MemoryGeometry.flat(512, 8)));
    }

    private static Lease lease(UnreliableDevice device) {
        return new Lease(device.face(), new Outage(Duration.ZERO, PagingListener.NONE));
    }

    @Test
    void goesOverToTheDestinationThatWasToldTheEpoch() {
        source.attach();
        destination.hear(source.tell());

        destination.hold();

        assertThat(destination.isHeld()).isTrue();
        assertThat(source.isHeld()).isFalse();
        assertFenced(source::hold);
    }

    @Test
    void staysWhereTheGuestStays() {
        source.attach();
        destination.hear(source.tell());

        source.hold();

        assertThat(source.isHeld()).isTrue();
        assertFenced(destination::hold);
    }

    @Test
    void comesBackFromADestinationThatCouldNotStartTheGuest() {
        source.attach();
        destination.hear(source.tell());
        destination.hold();

        destination.giveUp();
        source.hold();

        assertThat(source.isHeld()).isTrue();
    }

    @Test
    void comesBackFromADestinationThatTookItAndDoesNotKnow() {
        source.attach();
        destination.hear(source.tell());
        destinations.unanswered.add("takeOver");
        assertFails(ErrorCode.SWAP_UNREACHABLE, destination::hold);

        source.hold();

        assertThat(source.isHeld()).isTrue();
    }

    @Test
    void isNotHeldByADestinationThatCouldNotGiveItUp() {
        source.attach();
        destination.hear(source.tell());
        destination.hold();
        destinations.unreachable.add("detach");

        assertFails(ErrorCode.SWAP_UNREACHABLE, destination::giveUp);

        assertThat(destination.isHeld()).isFalse();
    }

    @Test
    void goesOnFromHostToHost() {
        source.attach();
        for (int time = 0; time < 3; time++) {
            destination.hear(source.tell());
            destination.hold();
            source.hear(destination.tell());
            source.hold();
        }

        assertThat(source.isHeld()).isTrue();
        assertThat(destination.isHeld()).isFalse();
    }

    @Test
    void isNobodysBeforeTheGuestBeginsOrArrives() {
        assertThatIllegalStateException().isThrownBy(source::hold);
        assertThatIllegalStateException().isThrownBy(source::tell);
    }

    private static void assertFenced(Runnable hold) {
        assertFails(ErrorCode.SWAP_FENCED, hold);
    }

    private static void assertFails(ErrorCode why, Runnable action) {
        assertThatExceptionOfType(FerryException.class).isThrownBy(action::run)
                .matches(failed -> failed.code() == why);
    }
}
