package dev.ferry.testkit.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code docs/writing-a-push-scheduler.md} shows of the example is what stands there. */
class PushSchedulerDocumentTest {

    private static final Path DOCUMENT = Path.of("../docs/writing-a-push-scheduler.md");
    private static final Path EXAMPLE = Path.of("../examples/push-scheduler");
    private static final Pattern SNIPPET = Pattern.compile("```(?:java|xml|text) (\\S+)\n([^`]*)```");

    private record Snippet(Path file, String text) {
        @Override
        public String toString() {
            return file + ": " + text.lines().findFirst().orElseThrow().strip();
        }
    }

    static Stream<Snippet> snippets() throws IOException {
        return SNIPPET.matcher(Files.readString(DOCUMENT)).results()
                .map(found -> new Snippet(EXAMPLE.resolve(found.group(1)), found.group(2)));
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void aSnippetStandsInTheExample(Snippet snippet) throws IOException {
        assertThat(Files.readString(snippet.file())).contains(snippet.text());
    }

    @Test
    void everyBlockWithAFileIsASnippet() throws IOException {
        List<String> fences = Files.readAllLines(DOCUMENT).stream().filter(line -> line.startsWith("```"))
                .filter(line -> line.length() > 3).toList();

        assertThat(snippets()).hasSameSizeAs(fences).hasSizeGreaterThan(10);
    }
}
