package dev.ferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ferry.api.event.Delivery;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.engine.report.MigrationReport.RoundFigures;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The page is well-formed, whole, and says what the migrations' reports say. */
class ComparisonPageTest {

    private static final String HOSTILE = "post&copy <script>alert('x')</script> ]]> --> \"{{data}}\" \u0001";
    private static final MemoryGeometry GEOMETRY = MemoryGeometry.flat(4096, 3);

    private static MigrationReport report(long totalMillis, Long minorFaults) {
        long nanos = 1_000_000;
        return new MigrationReport("postcopy", "push", "inmemory", "software", "completed", null, 4096,
                3 * 4096, nanos, 2 * nanos, (totalMillis - 3) * nanos, totalMillis * nanos,
                totalMillis * nanos, 3, 1, 0, 0, 12_500_000, 40L, minorFaults, null, null, null,
                List.of(new RoundFigures(3, 1, 1, 1)), 0, 0, null);
    }

    private static ComparedRun run(long totalMillis, Long minorFaults) {
        MigrationTrace trace = new MigrationTrace(GEOMETRY, 1);
        trace.source().onPagesSent(0, 2, Delivery.PUSH);
        IntStream.range(0, 40).forEach(page -> trace.destination(MigrationListener.NONE)
                .onNetworkFault(page));
        return ComparedRun.of(report(totalMillis, minorFaults), 12.34, false,
                new Verdict(true, null, 100, 100), trace);
    }

    private static Comparison comparison() {
        CandidateResult good = new CandidateResult(new Candidate(HOSTILE, Map.of()),
                List.of(run(1_000, 60L), run(3_000, 60L), run(2_000, 60L)));
        CandidateResult blind = new CandidateResult(new Candidate("blind", Map.of()),
                List.of(run(500, null)));
        CandidateResult failed = new CandidateResult(new Candidate("failed", Map.of()),
                List.of(ComparedRun.failed(new IllegalStateException(HOSTILE))));
        CandidateResult notRun = new CandidateResult(new Candidate("not run", Map.of()), List.of());
        return new Comparison(HOSTILE, HOSTILE, List.of(good, blind, failed, notRun));
    }

    private static String page() throws Exception {
        StringWriter page = new StringWriter();
        ComparisonPage.write(comparison(), page);
        return page.toString();
    }

    /** Fails where the page is not well-formed. */
    private static Document parse(String page) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader(page)));
    }

    private static List<Element> elements(Document page, String name) {
        NodeList found = page.getElementsByTagName(name);
        return IntStream.range(0, found.getLength()).mapToObj(index -> (Element) found.item(index)).toList();
    }

    private static JsonNode data(Document page) throws Exception {
        String json = elements(page, "script").stream()
                .filter(script -> script.getAttribute("id").equals("data")).findFirst().orElseThrow()
                .getTextContent();
        return JsonMapper.builder().build().readTree(json);
    }

    @Test
    void showsFiguresOfReportsInItsTable() throws Exception {
        List<List<String>> rows = elements(parse(page()), "tr").stream()
                .map(row -> Stream.concat(cells(row, "th"), cells(row, "td")).toList()).toList();

        assertThat(rows.get(0)).startsWith("candidate", "memory", "preparation, ms", "downtime, ms")
                .hasSize(2 + Metric.values().length);
        assertThat(rows.get(1)).containsExactly(HOSTILE.replace('\u0001', '\uFFFD'), "right", "1.0", "2.00",
                "1,997.0997.0 to 2,997.0", "2,000.01,000.0 to 3,000.0", "12.3", "3", "1", "0", "12.5", "40",
                "60", "0", "not observable", "40.0");
        assertThat(rows.get(2)).startsWith("blind", "right").endsWith("40", "not observable", "0",
                "not observable", "not observable");
        assertThat(rows.get(3)).startsWith("failed", "failed", "-").endsWith("-");
        assertThat(rows.get(4)).startsWith("not run", "not run", "-").endsWith("-");
    }

    private static Stream<String> cells(Element row, String name) {
        NodeList found = row.getElementsByTagName(name);
        return IntStream.range(0, found.getLength()).mapToObj(index -> found.item(index).getTextContent());
    }

    @Test
    void embedsWhatTheReportOfTheMedianMigrationSays() throws Exception {
        JsonNode drawn = data(parse(page())).get("candidates").get(0);

        assertThat(drawn.get("name").textValue()).isEqualTo(HOSTILE);
        assertThat(drawn.get("total").doubleValue()).isEqualTo(2_000);
        assertThat(drawn.get("phases").get("preparation").doubleValue()).isEqualTo(1);
        assertThat(drawn.get("phases").get("downtime").doubleValue()).isEqualTo(2);
        assertThat(drawn.get("phases").get("resume").doubleValue()).isEqualTo(1_997);
        assertThat(drawn.get("faults")).hasSize(40);
        assertThat(drawn.get("faults").get(39).get(1).longValue()).isEqualTo(40);
    }

    @Test
    void embedsHowAndWhenEachPageCame() throws Exception {
        JsonNode data = data(parse(page()));
        JsonNode pages = data.get("candidates").get(0).get("pages");

        byte[] how = pages.get("how").binaryValue();
        assertThat(pages.get("count").longValue()).isEqualTo(3);
        assertThat(how).containsExactly(Delivery.PUSH.ordinal(), Delivery.PUSH.ordinal(), -1);
        assertThat(pages.get("when").binaryValue()).hasSize(2 * how.length);
        assertThat(data.get("deliveries")).extracting(JsonNode::textValue)
                .containsExactlyElementsOf(Stream.of(Delivery.values()).map(Enum::name).toList());
    }

    @Test
    void drawsNothingOfWhatDidNotComeToItsEnd() throws Exception {
        JsonNode failed = data(parse(page())).get("candidates").get(2);

        assertThat(failed.get("name").textValue()).isEqualTo("failed");
        assertThat(failed.get("phases").isNull()).isTrue();
    }

    @Test
    void loadsNothing() throws Exception {
        Document page = parse(page());

        for (String loader : List.of("link", "img", "iframe", "object", "embed", "a", "base", "form")) {
            assertThat(elements(page, loader)).as(loader).isEmpty();
        }
        assertThat(elements(page, "script")).hasSize(3).allMatch(script -> !script.hasAttribute("src"));
        assertThat(elements(page, "style")).singleElement()
                .satisfies(style -> assertThat(style.getTextContent()).doesNotContain("url(", "@import"));
        assertThat(page()).doesNotContain("sourceMappingURL")
                .contains("Content-Security-Policy\" content=\"default-src 'none'");
    }

    @Test
    void holdsTheLibraryWithItsLicence() throws Exception {
        assertThat(page()).contains("Chart.js v4", "The MIT License (MIT)", "Chart.js Contributors");
    }
}
