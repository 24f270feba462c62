package dev.ferry.engine.order;

import dev.ferry.api.Setting;
import dev.ferry.api.Settings;
import dev.ferry.api.memory.FirstTouches;
import dev.ferry.api.memory.FirstTouchesFile;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Whether, and for how long, the first touches of a guest are recorded where it has arrived.
 *
 * @param file where to keep them; empty for no recording
 * @param window how long, from the guest's start at the destination
 * @param interval from the end of a pass over the pages in place to the next one
 * @param maxPages where it ends early
 * @param generation of the guest, kept with the recording
 */
public record RecordingSettings(Optional<Path> file, Duration window, Duration interval, int maxPages,
        long generation) {

    /** Off by default. */
    public static final Setting<String> FILE = new Setting<>("ferry.record.file", "",
            RecordingSettings::writable, "empty, or a file in a directory that can be written",
            "where the destination keeps the order in which the guest first touches its pages; empty for no recording");

    /** Some times what a guest needs to have touched its working set once. */
    public static final Setting<Duration> WINDOW = Setting.duration("ferry.record.window",
            Duration.ofSeconds(10),
            "how long first touches are recorded once the guest runs at the destination");

    /** Shorter than that of the source's scan, for a short window: within one pass the order is not known. */
    public static final Setting<Duration> INTERVAL = Setting.duration("ferry.record.interval",
            Duration.ofMillis(500),
            "how long the recording waits between two looks at what the guest has used of the pages in place");

    /** 1 GiB of pages of 4 KiB: what comes later hardly waits for its order. */
    public static final Setting<Long> MAX_PAGES = Setting.number("ferry.record.max-pages", 1 << 18, 1,
            FirstTouchesFile.MAX_PAGES, "how many pages a recording holds at most; then it ends");

    /** All of them. */
    public static final List<Setting<?>> ALL = List.of(FILE, WINDOW, INTERVAL, MAX_PAGES,
            FirstTouches.GENERATION);

    /** No recording. */
    public static RecordingSettings none() {
        return new RecordingSettings(Optional.empty(), WINDOW.defaultValue(), INTERVAL.defaultValue(),
                MAX_PAGES.defaultValue().intValue(), FirstTouches.GENERATION.defaultValue());
    }

    /** What the user has set. */
    public static RecordingSettings of(Settings settings) {
        String file = settings.get(FILE);
        return new RecordingSettings(file.isEmpty() ? Optional.empty() : Optional.of(Path.of(file)),
                settings.get(WINDOW), settings.get(INTERVAL), settings.get(MAX_PAGES).intValue(),
                settings.get(FirstTouches.GENERATION));
    }

    /** The same, kept in a file. */
    public RecordingSettings into(Path target) {
        return new RecordingSettings(Optional.of(target), window, interval, maxPages, generation);
    }

    /** A recording that cannot be kept is refused before anything is started. */
    private static String writable(String text) {
        try {
            Path file = Path.of(text).toAbsolutePath();
            if (text.isEmpty() || !Files.isDirectory(file) && Files.isWritable(file.getParent())) {
                return text;
            }
        } catch (InvalidPathException _) {
            // Said below.
        }
        throw new IllegalArgumentException("cannot be written");
    }
}
