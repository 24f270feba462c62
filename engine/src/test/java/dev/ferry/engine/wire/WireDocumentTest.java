package dev.ferry.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.memory.MemoryGeometry.Region;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.SwapFaults;
import dev.ferry.engine.handover.Verdict;
import dev.ferry.engine.report.FaultFigures.Latency;
import dev.ferry.engine.report.FaultFigures;
import dev.ferry.testkit.guest.SoftwareGuest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples and tables of {@code docs/wire-protocol.md} are what the code says. */
class WireDocumentTest {

    private static final SessionToken TOKEN = new SessionToken(0x0F0E0D0C0B0A0908L, 0x0706050403020100L);
    private static final Path DOCUMENT = Path.of("../docs/wire-protocol.md");
    private static final Pattern EXAMPLE = Pattern.compile("```hex (\\w+)\n([^`]*)```");
    private static final Pattern FRAME_ROW = Pattern
            .compile("\\| (\\d+) \\| (\\w+) \\| \\w+ \\| \\w+ \\| ([\\w ]+) \\|");
    private static final Pattern CODE_ROW = Pattern.compile("(?m)^\\| (\\d+) \\| ([A-Z_]+) \\|$");

    private String document;

    /** What the document says that its examples are. PAGES has no message of its own. */
    static Stream<Message> exampleMessages() {
        return Stream.of(
                new Message.Hello(3, TOKEN, "vm-7",
                        new MemoryGeometry(4096, List.of(new Region(0, 16), new Region(4L << 30, 48))), true),
                new Message.Welcome(TOKEN), new Message.Abort(ErrorCode.RESERVATION_REFUSED, "no room"),
                new Message.Ack(), new Message.Owed(List.of(new PageRun(0, 8), new PageRun(16, 48))),
                new Message.State(new byte[]{1, 2, 3, 4}), new Message.Ready(), new Message.Commit(),
                new Message.Running(), new Message.Fault(42),
                new Message.Complete(
                        new FaultFigures(17, OptionalLong.empty(), new Latency(180_000, 950_000, 2_100_000),
                                Optional.of(new SwapFaults(230, 310_000, 1_200_000, 4_000_000)))),
                new Message.Bye(),
                new Message.Alive(),
                new Message.Resume(TOKEN, 3), new Message.Resumed(TOKEN, new Verdict.Running(9)),
                new Message.Missing(1 << 23, BitSet.valueOf(new long[]{0x8001_0000_0000_007FL})));
    }

    @BeforeEach
    void readDocument() throws IOException {
        document = Files.readString(DOCUMENT);
    }

    private Map<String, byte[]> examples() {
        return EXAMPLE.matcher(document).results().collect(Collectors.toMap(found -> found.group(1),
                found -> HexFormat.of().parseHex(found.group(2).replaceAll("\\s", ""))));
    }

    @Test
    void everyFrameHasAnExample() {
        assertThat(examples().keySet())
                .containsExactlyInAnyOrder(
                        Stream.of(FrameType.values()).map(FrameType::name).toArray(String[]::new));
    }

    @ParameterizedTest
    @MethodSource("exampleMessages")
    void anExampleIsWhatTheCodeWrites(Message message) throws IOException {
        BytesLane lane = new BytesLane();

        new MessageWriter(lane).write(message);

        assertThat(lane.written()).isEqualTo(examples().get(MessageCodec.type(message).name()));
    }

    @Test
    void theExampleOfPagesIsHeaderAndTableOfWhatTheCodeWrites() throws IOException {
        BytesLane lane = new BytesLane();
        try (SoftwareGuest guest = SoftwareGuest.start(64 * 4096, 1)) {
            guest.control().pause();
            PagesWriter writer = new PagesWriter(guest.memory(), lane, 3);
            writer.add(5, 7);
            writer.addCold(20, 40);
            writer.addZero(48, 64);

            writer.flush();
        }

        byte[] example = examples().get("PAGES");
        assertThat(Arrays.copyOf(lane.written(), example.length)).isEqualTo(example);
        assertThat(lane.written()).hasSize(example.length + 2 * 4096);
    }

    @Test
    void theTableOfFramesHasTheirCodesAndLimits() {
        assertThat(rows(FRAME_ROW, row -> row.group(1) + " " + row.group(2) + " " + row.group(3)))
                .containsExactlyElementsOf(Stream.of(FrameType.values())
                        .map(type -> type.code() + " " + type + " " + limit(type)).toList());
    }

    private static String limit(FrameType type) {
        return type == FrameType.PAGES ? "see PAGES" : String.valueOf(MessageCodec.maxPayloadBytes(type));
    }

    @Test
    void theTableOfErrorsHasTheirCodes() {
        assertThat(rows(CODE_ROW, row -> row.group(1) + " " + row.group(2)))
                .containsExactlyElementsOf(Stream.of(ErrorCode.values())
                        .map(code -> code.ordinal() + " " + code).toList());
    }

    private List<String> rows(Pattern pattern, java.util.function.Function<MatchResult, String> row) {
        return pattern.matcher(document).results().map(row).toList();
    }
}
