package dev.ferry.simulator.paper;

import dev.ferry.engine.report.MigrationReport;
import dev.ferry.simulator.channel.Channel;
import dev.ferry.simulator.migration.SimulatedMigration;
import dev.ferry.simulator.migration.SimulatedMigration.Plan;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What came of a migration of an application's guest.
 *
 * @param pages all page transfers with contents
 * @param avoidedPercent of the guest's first touches until the end of the migration, those that had to ask nobody; 0 for
 *        pre-copy, which has none
 */
record ApplicationOutcome(double totalSeconds, double downtimeSeconds, double pages, double avoidedPercent) {

    private static final Duration BALLOON_INTERVAL = Duration.ofSeconds(5);
    /** Its balloon has been inflated twice, where it is not held. */
    private static final long WARM_UP_NANOS = 6_000_000_000L;
    private static final double NANOS_PER_SECOND = 1e9;

    static ApplicationOutcome ofPrecopy(Application application, long seed) {
        ApplicationGuest guest = warm(application, seed);
        Channel link = Testbed.link(guest.simulation());
        return run(guest, link, Testbed.copying(guest.simulation(), guest.guest(), link, Testbed.PRECOPY));
    }

    static ApplicationOutcome ofPostcopy(Application application, long seed) {
        ApplicationGuest guest = warm(application, seed);
        guest.pinForPseudoPaging();
        Channel link = Testbed.link(guest.simulation());
        return run(guest, link,
                Testbed.postcopy(guest.simulation(), guest.guest(), link, Testbed.PREPAGING_SEVERAL));
    }

    private static ApplicationGuest warm(Application application, long seed) {
        ApplicationGuest guest = new ApplicationGuest(application, seed, UnaryOperator.identity());
        guest.balloon(BALLOON_INTERVAL);
        guest.guest().start();
        guest.simulation().runUntil(WARM_UP_NANOS);
        guest.holdBalloon();
        return guest;
    }

    private static ApplicationOutcome run(ApplicationGuest guest, Channel link, Plan plan) {
        return of(SimulatedMigration.run(plan.with(guest.sendOver(link.stream(1)))));
    }

    private static ApplicationOutcome of(MigrationReport report) {
        double minor = number(report.minorFaults());
        double touches = minor + number(report.networkFaults());
        return new ApplicationOutcome(number(report.totalTimeNanos()) / NANOS_PER_SECOND,
                number(report.downtimeNanos()) / NANOS_PER_SECOND,
                report.pagesTransferred() - report.zeroPages(), touches == 0 ? 0 : minor * 100 / touches);
    }

    private static double number(@Nullable Long figure) {
        return figure == null ? 0 : figure;
    }
}
