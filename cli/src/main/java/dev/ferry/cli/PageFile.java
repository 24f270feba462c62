package dev.ferry.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a comparison is written as a page for a browser, if anywhere. */
final class PageFile {

    @Option(names = "--html", paramLabel = "FILE", description = "Write the comparison there as one page with plots, which needs nothing else to be opened.")
    private @Nullable Path file;

    PageFile() {}

    /** Fails before anything is started where nothing could be written at its end. */
    void check() {
        if (file != null) {
            ReportFile.requireWritable("--html", file);
        }
    }

    void write(Comparison comparison) throws IOException {
        if (file != null) {
            try (Writer page = Files.newBufferedWriter(file)) {
                ComparisonPage.write(comparison, page);
            }
        }
    }
}
