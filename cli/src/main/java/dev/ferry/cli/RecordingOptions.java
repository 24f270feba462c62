package dev.ferry.cli;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the destination keeps of a guest's way, as the commands with a destination take it. */
final class RecordingOptions {

    @Option(names = "--record", paramLabel = "FILE", description = "Keep the order in which the guest first touches its pages at the destination (ferry.record.file), "
            + "for the scheduler replay of its next migration.")
    private @Nullable String file;

    RecordingOptions() {}

    /** These and further settings, by key. */
    Map<String, String> settings(Map<String, String> further) {
        Map<String, String> all = new TreeMap<>(further);
        if (file != null) {
            all.put("ferry.record.file", file);
        }
        return all;
    }
}
