package dev.ferry.testkit.migration;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.event.GuestFate;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.testkit.migration.MigrationEvent.NetworkFault;
import dev.ferry.testkit.migration.MigrationEvent.PagesSent;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.AssertProvider;

/**
 * What became of one migration. AssertJ's own {@code assertThat} takes it and gives a {@link MigrationResultAssert}.
 *
 * @param seed of the guest's work
 * @param report the figures of the source
 * @param fate where the guest is, as the source says
 * @param failure why it did not arrive; empty where it did
 * @param complaint what is wrong with the guest where it is: the first byte that is not what its work has left there,
 *        what it has read amiss, that it stands still, or that it runs twice; empty where all is right
 * @param events what was recorded on both sides, in the order in which it came
 */
public record MigrationResult(long seed, MigrationReport report, GuestFate fate, Optional<Throwable> failure,
        Optional<String> complaint, List<MigrationEvent> events)
        implements
            AssertProvider<MigrationResultAssert> {

    /** Copies the list. */
    public MigrationResult {
        events = List.copyOf(events);
    }

    /** The events of one kind, in the order in which they came. */
    public <E extends MigrationEvent> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The pages that the guest waited for at the destination, in their order. */
    public List<Long> networkFaults() {
        return events(NetworkFault.class).stream().map(NetworkFault::page).toList();
    }

    /** How many pages were sent in that way, those sent twice counted twice. */
    public long pagesSent(Delivery delivery) {
        return events(PagesSent.class).stream().filter(sent -> sent.delivery() == delivery)
                .mapToLong(PagesSent::count).sum();
    }

    /** For AssertJ. */
    @Override
    public MigrationResultAssert assertThat() {
        return new MigrationResultAssert(this);
    }

    /** The migration in a line, for messages. */
    @Override
    public String toString() {
        return report.strategy() + (report.scheduler() == null ? "" : " with " + report.scheduler())
                + " over "
                + report.transport() + ", seed " + seed + ": " + fate.sentence();
    }
}
