package dev.ferry.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where what came of a command is written as a page for a browser, if anywhere. */
final class PageFile {

    private static final String OPTION = "--html";

    @Option(names = OPTION, paramLabel = "FILE", description = "Write what came of it there as one page with plots, which needs nothing else to be opened.")
    private @Nullable Path file;

    PageFile() {}

    /** Fails before anything is started where nothing could be written at its end, or only over the report. */
    void check(ReportFile json) {
        if (file != null) {
            Path page = file;
            new OutputFile(OPTION, page).requireWritable();
            json.output().ifPresent(report -> report.requireOther(OPTION, page));
        }
    }

    /** Writes the page; it must have been {@linkplain #check checked}. */
    void write(OutputFile.Content content) throws IOException {
        if (file != null) {
            new OutputFile(OPTION, file).write(content);
        }
    }

    /** Whether there is anywhere to write it. */
    boolean isWanted() {
        return file != null;
    }
}
