package dev.ferry.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where what came of a command is written as JSON, if anywhere. */
final class ReportFile {

    private static final String OPTION = "--json";

    @Option(names = OPTION, paramLabel = "FILE", description = "Write what came of it there, as JSON.")
    private @Nullable Path file;

    ReportFile() {}

    /** Fails before anything is started where nothing could be written at its end. */
    void check() {
        output().ifPresent(OutputFile::requireWritable);
    }

    Optional<OutputFile> output() {
        return Optional.ofNullable(file).map(path -> new OutputFile(OPTION, path));
    }

    void write(String json) throws IOException {
        if (file != null) {
            new OutputFile(OPTION, file).write(writer -> writer.write(json + System.lineSeparator()));
        }
    }
}
