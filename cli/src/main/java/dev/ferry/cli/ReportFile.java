package dev.ferry.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where what came of a command is written as JSON, if anywhere. */
final class ReportFile {

    @Option(names = "--json", paramLabel = "FILE", description = "Write what came of it there, as JSON.")
    private @Nullable Path file;

    ReportFile() {}

    /** Fails before anything is started where nothing could be written at its end. */
    void check() {
        if (file != null) {
            requireWritable("--json", file);
        }
    }

    /** Fails where an option names a file that cannot be written. */
    static void requireWritable(String option, Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file) || !Files.isWritable(Files.exists(file) ? file : folder)) {
            throw new IllegalArgumentException(
                    option + " '" + file + "' cannot be written: it must be a file in a folder "
                            + "that exists and is writable");
        }
    }

    void write(String json) throws IOException {
        if (file != null) {
            Files.writeString(file, json + System.lineSeparator());
        }
    }
}
