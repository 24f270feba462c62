package dev.ferry.testkit.migration;

import static dev.ferry.testkit.migration.MigrationConditions.linkFault;
import static dev.ferry.testkit.migration.MigrationConditions.sent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.event.Delivery;
import dev.ferry.testkit.migration.MigrationEvent.LinkFault;
import dev.ferry.testkit.migration.MigrationEvent.NetworkFault;
import dev.ferry.testkit.migration.MigrationEvent.PagesSent;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each assertion fails where it should, and says what it found. */
@Timeout(60)
class MigrationResultAssertTest {

    private static MigrationResult arrived;

    @BeforeAll
    static void migrate() {
        arrived = Migrations.strategy("stop-and-copy").memoryBytes(1 << 20).run();
    }

    private static MigrationResult with(MigrationEvent... events) {
        return new MigrationResult(arrived.seed(), arrived.report(), arrived.fate(), arrived.failure(),
                arrived.complaint(), Arrays.asList(events));
    }

    private static void assertFails(ThrowingCallable assertion, String... words) {
        assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion)
                .withMessageContainingAll(words).withMessageContainingAll("stop-and-copy", "seed 42");
    }

    @Test
    void tellsTheFateThatItFound() {
        assertFails(() -> assertThat(arrived).stayedWhole(), "runs on at the source",
                "runs at the destination");
        assertFails(() -> assertThat(arrived).wasCancelled(), "cancelled");
        assertFails(() -> assertThat(arrived).failedWith(ErrorCode.LINK_LOST), "LINK_LOST", "no code");
        assertFails(() -> assertThat(arrived).recovered(2), "2 recoveries", "found 0");
    }

    @Test
    void keepsTheReasonOfAFailure() {
        MigrationResult failed = Migrations.strategy(session -> {
            throw new IllegalStateException("a strategy that breaks");
        }).memoryBytes(1 << 20).run();

        assertThat(failed).stayedWhole();
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(failed).arrivedWhole())
                .withStackTraceContaining("a strategy that breaks");
    }

    @Test
    void findsAnOwedPageThatWasSentTwice() {
        PagesSent round = new PagesSent(0, 100, Delivery.ROUND);
        PagesSent pushed = new PagesSent(0, 10, Delivery.PUSH);
        PagesSent fetched = new PagesSent(10, 11, Delivery.FAULT);
        PagesSent again = new PagesSent(10, 20, Delivery.PUSH);

        assertThat(with(round, round, pushed, fetched)).sentEachOwedPageOnce();
        assertFails(() -> assertThat(with(pushed, fetched, again)).sentEachOwedPageOnce(), "first=10",
                "end=20");
        assertFails(() -> assertThat(with(round)).sentEachOwedPageOnce(), "none was");
    }

    @Test
    void comparesNetworkFaults() {
        MigrationResult two = with(new NetworkFault(1), new NetworkFault(9));
        MigrationResult one = with(new NetworkFault(1));

        assertThat(one).hasFewerNetworkFaultsThan(two);
        assertFails(() -> assertThat(two).hasFewerNetworkFaultsThan(two), "fewer than the 2", "found 2");
    }

    @Test
    void conditionsSpeakOfPagesAndLinks() {
        MigrationResult result = with(new PagesSent(5, 8, Delivery.PUSH),
                new LinkFault("link 1: cut at frame 3"));

        assertThat(result.events()).haveExactly(1, sent(Delivery.PUSH)).haveExactly(1, sent(7, Delivery.PUSH))
                .haveExactly(0, sent(8, Delivery.PUSH)).haveExactly(0, sent(7, Delivery.FAULT))
                .haveExactly(1, linkFault("cut at frame"));
        assertThat(result.pagesSent(Delivery.PUSH)).isEqualTo(3);
    }
}
