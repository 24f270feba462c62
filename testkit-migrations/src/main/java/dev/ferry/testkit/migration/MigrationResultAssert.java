package dev.ferry.testkit.migration;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.event.Delivery;
import dev.ferry.api.event.GuestFate;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.testkit.migration.MigrationEvent.PagesSent;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.assertj.core.api.AbstractAssert;

/** Assertions on a migration as a whole. */
public final class MigrationResultAssert extends AbstractAssert<MigrationResultAssert, MigrationResult> {

    private static final Set<Delivery> OWED = EnumSet.of(Delivery.PUSH, Delivery.FAULT);
    private static final int LAST_EVENTS = 10;

    MigrationResultAssert(MigrationResult actual) {
        super(actual, MigrationResultAssert.class);
    }

    /** The guest runs at the destination, goes on with its work there and nowhere else, and each byte is right. */
    public MigrationResultAssert arrivedWhole() {
        return isWhole(GuestFate.RUNS_AT_DESTINATION);
    }

    /** The guest runs on at the source, and each byte is right. */
    public MigrationResultAssert stayedWhole() {
        return isWhole(GuestFate.RUNS_AT_SOURCE);
    }

    private MigrationResultAssert isWhole(GuestFate fate) {
        if (actual.fate() != fate) {
            throw wrong("Expected that " + fate.sentence());
        }
        actual.complaint().ifPresent(complaint -> {
            throw wrong("Expected a guest that is whole, but " + complaint);
        });
        return this;
    }

    /** The migration was cancelled in time. */
    public MigrationResultAssert wasCancelled() {
        if (actual.failure().filter(CancellationException.class::isInstance).isEmpty()) {
            throw wrong("Expected a migration that was cancelled");
        }
        return this;
    }

    /** The migration failed with that code. */
    public MigrationResultAssert failedWith(ErrorCode code) {
        Optional<ErrorCode> found = actual.failure().filter(FerryException.class::isInstance)
                .map(failure -> ((FerryException) failure).code());
        if (!found.equals(Optional.of(code))) {
            throw wrong("Expected a migration that failed with " + code + ", but found "
                    + found.map(ErrorCode::name).orElse("no code"));
        }
        return this;
    }

    /**
     * Some pages were owed, and each was sent once, by push or by fault. Holds as long as no link was lost: what was under
     * way then is sent again.
     */
    public MigrationResultAssert sentEachOwedPageOnce() {
        PageBitmap sent = new PageBitmap(actual.report().memoryBytes() / actual.report().pageSizeBytes());
        for (PagesSent run : actual.events(PagesSent.class)) {
            if (OWED.contains(run.delivery()) && sent.add(run.first(), run.count()) < run.count()) {
                throw wrong("Expected each owed page to be sent once, but a page of " + run
                        + " had been sent before");
            }
        }
        if (sent.isEmpty()) {
            throw wrong("Expected owed pages to be sent, but none was");
        }
        return this;
    }

    /** The link was lost after switchover, that many times, and the two ends met again. */
    public MigrationResultAssert recovered(int times) {
        if (actual.report().recoveries() != times) {
            throw wrong("Expected " + times + " recoveries from a lost link, but found "
                    + actual.report().recoveries());
        }
        return this;
    }

    /** The guest waited for fewer pages than in another migration. */
    public MigrationResultAssert hasFewerNetworkFaultsThan(MigrationResult other) {
        int faults = actual.networkFaults().size();
        int faultsOfOther = other.networkFaults().size();
        if (faults >= faultsOfOther) {
            throw wrong("Expected fewer than the " + faultsOfOther + " network faults of <" + other
                    + ">, but found " + faults);
        }
        return this;
    }

    /** With why it failed, and what was recorded last, which tends to say why. */
    private AssertionError wrong(String expectation) {
        List<MigrationEvent> events = actual.events();
        List<MigrationEvent> last = events.subList(Math.max(0, events.size() - LAST_EVENTS), events.size());
        AssertionError error = failure("%s%nin <%s>%nlast events: %s", expectation, actual, last);
        actual.failure().ifPresent(error::initCause);
        return error;
    }
}
