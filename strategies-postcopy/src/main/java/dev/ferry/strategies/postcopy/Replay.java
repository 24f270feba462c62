package dev.ferry.strategies.postcopy;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.Setting;
import dev.ferry.api.Settings;
import dev.ferry.api.memory.FirstTouches;
import dev.ferry.api.memory.FirstTouchesFile;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pushes pages in the order in which the guest touched them when it was recorded, and then goes on with bubbling. A
 * guest that is moved often touches nearly the same pages each time.
 *
 * <p>
 * Faults do not move it: a guest of many processes faults where its fastest one is, and to go on from there would leave
 * the others behind. Bubbling is told of all faults, so that it begins where the guest works by then. A recording of a
 * guest of another size says nothing about this one: bubbling alone remains.
 */
public final class Replay implements PushScheduler {

    /** The recording, see {@link FirstTouchesFile}. */
    public static final Setting<String> FILE = Setting.text("ferry.scheduler.replay.file", "",
            "the recording of first touches in whose order pages are pushed");

    private final FirstTouches recording;
    private final Bubbling bubbling;
    private PageSet owed = new PageBitmap(0);
    /** Where the recording ends; at once where it is of a guest of another size. */
    private int recorded;
    /** Where push goes on in the recording: all before it is claimed. */
    private int position;

    /**
     * The order of a recording.
     *
     * @param recording of this guest
     * @param bubbling what comes after the recording, for this scheduler alone
     */
    public Replay(FirstTouches recording, Bubbling bubbling) {
        this.recording = recording;
        this.bubbling = bubbling;
    }

    @Override
    public void begin(PageSet owed) {
        this.owed = owed;
        this.recorded = owed.pageCount() == recording.pageCount() ? recording.size() : 0;
        this.position = 0;
        bubbling.begin(owed);
    }

    /** The recording is of pages. */
    @Override
    public boolean needsAddresses() {
        return true;
    }

    @Override
    public void onNetworkFault(long page) {
        bubbling.onNetworkFault(page);
    }

    @Override
    public @Nullable PageRun next(long maxPages) {
        for (; position < recorded; position++) {
            if (owed.contains(recording.page(position))) {
                return runAt(position, maxPages);
            }
        }
        return bubbling.next(maxPages);
    }

    /** The pages from a position on that follow each other in memory as well. */
    private PageRun runAt(int position, long maxPages) {
        long first = recording.page(position);
        int count = 1;
        while (count < maxPages && position + count < recording.size()
                && recording.page(position + count) == first + count) {
            count++;
        }
        return new PageRun(first, count);
    }

    @Override
    public String toString() {
        return "replay of " + recording;
    }

    /** Finds {@link Replay} as {@code replay}. */
    public static final class Provider implements PushScheduler.Provider {

        @Override
        public String name() {
            return "replay";
        }

        @Override
        public List<Setting<?>> settings() {
            List<Setting<?>> settings = new ArrayList<>(Bubbling.SETTINGS);
            settings.add(FILE);
            settings.add(FirstTouches.GENERATION);
            return settings;
        }

        @Override
        public PushScheduler create(Settings settings) {
            FirstTouches recording = read(settings.get(FILE));
            long generation = settings.get(FirstTouches.GENERATION);
            if (recording.generation() != generation) {
                throw new FerryException(ErrorCode.INVALID_SETTING, FirstTouches.GENERATION.key() + " = '"
                        + generation + "', but " + settings.get(FILE) + " holds " + recording
                        + ": allowed is its generation, where the guest still is what was recorded;"
                        + " otherwise record it anew, or choose another " + PushScheduler.CHOICE.key());
            }
            return new Replay(recording, Bubbling.of(settings));
        }

        private static FirstTouches read(String file) {
            if (file.isBlank()) {
                throw unusable(file, "no file is set", null);
            }
            try {
                return FirstTouchesFile.read(Path.of(file));
            } catch (IOException | InvalidPathException unreadable) {
                throw unusable(file, String.valueOf(unreadable.getMessage()), unreadable);
            }
        }

        private static FerryException unusable(String file, String why, @Nullable Exception cause) {
            return new FerryException(ErrorCode.INVALID_SETTING, FILE.key() + " = '" + file + "': " + why
                    + "; allowed is a recording of the guest's first touches: record one, or choose another "
                    + PushScheduler.CHOICE.key(), cause);
        }
    }
}
