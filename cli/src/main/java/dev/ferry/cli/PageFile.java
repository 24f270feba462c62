package dev.ferry.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where what came of a command is written as a page for a browser, if anywhere. */
final class PageFile {

    @Option(names = "--html", paramLabel = "FILE", description = "Write what came of it there as one page with plots, which needs nothing else to be opened.")
    private @Nullable Path file;

    PageFile() {}

    /** Fails before anything is started where nothing could be written at its end. */
    void check() {
        if (file != null) {
            ReportFile.requireWritable("--html", file);
        }
    }

    /** Writes the page; it must have been {@linkplain #check checked}. */
    void write(Content content) throws IOException {
        if (file != null) {
            try (Writer page = Files.newBufferedWriter(file)) {
                content.write(page);
            }
        }
    }

    /** Whether there is anywhere to write it. */
    boolean isWanted() {
        return file != null;
    }

    /** What a page says. */
    @FunctionalInterface
    interface Content {
        /** Writes the page; the writer stays open. */
        void write(Writer page) throws IOException;
    }
}
