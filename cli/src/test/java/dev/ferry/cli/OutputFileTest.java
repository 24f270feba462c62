package dev.ferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a command has come to is in its file, or what was there before. */
class OutputFileTest {

    @TempDir
    private Path folder;

    private OutputFile output(String name) {
        return new OutputFile("--json", folder.resolve(name));
    }

    private void assertOnly(String name) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve(name));
        }
    }

    @Test
    void replacesAnOlderOne() throws IOException {
        Files.writeString(folder.resolve("report"), "older");

        output("report").write(writer -> writer.write("newer"));

        assertThat(folder.resolve("report")).hasContent("newer");
        assertOnly("report");
    }

    @Test
    void keepsAnOlderOneWhereItCannotBeWritten() throws IOException {
        Files.writeString(folder.resolve("report"), "older");

        assertThatThrownBy(() -> output("report").write(writer -> {
            writer.write("newer");
            throw new IOException("the disk is full");
        })).isInstanceOf(IOException.class).hasMessage("--json '" + folder.resolve("report")
                + "' cannot be written: the disk is full");

        assertThat(folder.resolve("report")).hasContent("older");
        assertOnly("report");
    }

    @Test
    void writesWhatALinkLeadsTo() throws IOException {
        Files.writeString(folder.resolve("report"), "older");
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("report"));

        output("link").write(writer -> writer.write("newer"));

        assertThat(folder.resolve("link")).isSymbolicLink();
        assertThat(folder.resolve("report")).hasContent("newer");
    }

    @Test
    void isAFileInAFolder() throws IOException {
        Files.writeString(folder.resolve("file"), "no folder");

        for (String name : new String[]{"file/report", "none/report", "."}) {
            assertThatIllegalArgumentException().isThrownBy(() -> output(name).requireWritable())
                    .withMessageContaining("it must be a file in a folder that exists and is writable");
        }
        output("file").requireWritable();
        output("report").requireWritable();
    }

    @Test
    void isNoOtherFile() {
        output("report").requireOther("--html", folder.resolve("page"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> output("report").requireOther("--html", folder.resolve("./report")))
                .withMessageEndingWith("that is the file of --html, too");
    }
}
