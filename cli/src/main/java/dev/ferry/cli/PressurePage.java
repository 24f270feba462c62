package dev.ferry.cli;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A scenario as a page for a browser. */
final class PressurePage {

    private static final double SECOND = 1e9;

    private PressurePage() {}

    /** What the script draws; the marks in bytes. */
    record Drawn(long highBytes, long lowBytes, List<Run> runs) {}

    /** One strategy: for each sample the moment in seconds, what each guest visited, and the working sets. */
    record Run(String strategy, List<Double> seconds, List<List<Double>> pagesPerSecond,
            List<Long> workingSetBytes, List<Moments> moves) {}

    /** Which guest was moved, and when in seconds it was chosen and the host had its memory back. */
    record Moments(int guest, double trigger, double end) {}

    /** Writes the page; the writer stays open. */
    static void write(PressureReport report, Writer page) throws IOException {
        HtmlPage.write("pressure", "guests that outgrow their host", "ferry demo --scenario pressure",
                Map.of("guests", Html.escape(report.guests()), "conditions", Html.escape(report.conditions()),
                        "table", Html.table(report.rows()), "remarks", Html.remarks(report.remarks())),
                data(report), page);
    }

    private static String data(PressureReport report) {
        Drawn drawn = new Drawn(report.plan().pressure().highBytes(), report.plan().pressure().lowBytes(),
                report.results().stream().filter(result -> !result.samples().isEmpty()).map(PressurePage::run)
                        .toList());
        return Html.escapeJson(Json.of(drawn));
    }

    private static Run run(PressureResult result) {
        int guests = result.samples().getFirst().pagesPerSecond().size();
        return new Run(result.strategy(), each(result, sample -> sample.nanos() / SECOND),
                IntStream.range(0, guests)
                        .mapToObj(guest -> each(result, sample -> sample.pagesPerSecond().get(guest)))
                        .toList(),
                each(result, PressureSample::workingSetBytes),
                result.moves().stream().map(move -> new Moments(move.guest(), move.triggerNanos() / SECOND,
                        move.endNanos() / SECOND)).toList());
    }

    private static <T> List<T> each(PressureResult result, Function<PressureSample, T> part) {
        return result.samples().stream().map(part).toList();
    }
}
