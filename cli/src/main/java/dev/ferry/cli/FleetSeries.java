package dev.ferry.cli;

import dev.ferry.simulator.fleet.FleetFigures;
import dev.ferry.simulator.fleet.FleetRun;
import dev.ferry.simulator.fleet.FleetScenario;
import dev.ferry.simulator.scenario.ScenarioWay;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** A fleet, simulated with one way to move guests after the other. */
final class FleetSeries {

    private static final List<String> HEADINGS = List.of("", "over the mark, host-min", "pressure gone, s",
            "longest, s", "at the end", "moved", "no room", "failed", "at once", "on the wire, GB",
            "total, s",
            "downtime, ms", "longest, ms");
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double SECONDS_PER_MINUTE = 60;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double BYTES_PER_GIGABYTE = 1e9;

    private final FleetScenario scenario;
    private final PrintWriter out;
    private final BooleanSupplier stops;

    /** {@code stops} says whether no more ways are to begin. */
    FleetSeries(FleetScenario scenario, PrintWriter out, BooleanSupplier stops) {
        this.scenario = scenario;
        this.out = out;
        this.stops = stops;
    }

    /** What came of all ways, or of those begun before it was stopped; of which it tells. */
    List<FleetFigures> run() {
        out.println("Scenario " + scenario.name()
                + (scenario.title().isEmpty() ? "" : ": " + scenario.title()) + ".");
        out.println("Fleet: " + scenario.model() + ", for "
                + scenario.model().span().toHours() + " hours.");
        out.flush();
        List<FleetFigures> all = new ArrayList<>();
        for (ScenarioWay way : scenario.ways()) {
            if (!stops.getAsBoolean()) {
                out.print("  [" + (all.size() + 1) + "/" + scenario.ways().size() + "] " + way.name() + ": ");
                out.flush();
                all.add(simulate(way));
                out.println(told(all.getLast()));
            }
        }
        out.println();
        out.print(Table.ofFigures(rows(all)));
        out.flush();
        return all;
    }

    private static String told(FleetFigures figures) {
        String moved = figures.migrations() + " guests moved";
        return figures.failed() == 0
                ? moved
                : moved + ", and " + figures.failed() + " not; the first: " + figures.firstFailure();
    }

    private FleetFigures simulate(ScenarioWay way) {
        try (QuietEngine _ = new QuietEngine()) {
            return FleetRun.run(scenario.model(), way);
        }
    }

    private static List<List<String>> rows(List<FleetFigures> all) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADINGS);
        all.forEach(one -> rows.add(row(one)));
        return rows;
    }

    private static List<String> row(FleetFigures one) {
        return List.of(one.way(), decimal(one.hostNanosOverHigh() / NANOS_PER_SECOND / SECONDS_PER_MINUTE),
                decimal(one.reliefMeanNanos() / NANOS_PER_SECOND),
                decimal(one.reliefMaxNanos() / NANOS_PER_SECOND), number(one.lasting()),
                number(one.migrations()), number(one.refused()), number(one.failed()),
                number(one.mostAtOnce()),
                decimal(one.bytesOnWire() / BYTES_PER_GIGABYTE),
                decimal(one.migrationMeanNanos() / NANOS_PER_SECOND),
                decimal(one.downtimeMeanNanos() / NANOS_PER_MILLI),
                decimal(one.downtimeMaxNanos() / NANOS_PER_MILLI));
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%,.1f", value);
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** Figures as a JSON array, one for each way; their names are the keys. */
    static String toJson(List<FleetFigures> all) {
        return Json.indented(all);
    }
}
