package dev.ferry.paging.file;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.Setting;
import dev.ferry.api.Settings;
import dev.ferry.api.swap.SwapStore;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Finds the store by the name {@code file}. */
public final class FileSwapStoreProvider implements SwapStore.Provider {

    /** Where the files lie. */
    public static final Setting<Path> FOLDER = new Setting<>("ferry.swap.file.folder", Path.of("ferry-swap"),
            FileSwapStoreProvider::path, "the path of a folder",
            "An existing folder that both hosts reach: swap devices are files there, one for each guest");
    /** How long to wait for another process. */
    public static final Setting<Duration> TIMEOUT = Setting.duration("ferry.swap.file.timeout",
            Duration.ofSeconds(10),
            "How long a swap file may be locked by another process before it counts as "
                    + "unreachable");

    /** Does nothing, as every provider. */
    public FileSwapStoreProvider() {}

    @Override
    public String name() {
        return "file";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(FOLDER, TIMEOUT);
    }

    /**
     * {@inheritDoc}
     *
     * @throws FerryException of {@link ErrorCode#INVALID_SETTING} where there is no such folder: before anything was
     *         started that is more often a wrong name than a folder that will be there again
     */
    @Override
    public SwapStore create(Settings settings) {
        Path folder = settings.get(FOLDER);
        if (!Files.isDirectory(folder)) {
            throw new FerryException(ErrorCode.INVALID_SETTING, FOLDER.key() + " = '" + folder
                    + "': there is no such folder; allowed is " + FOLDER.allowed() + " that exists");
        }
        return new FileSwapStore(folder, settings.get(TIMEOUT));
    }

    /** {@link InvalidPathException} is what a setting that does not parse throws. */
    private static Path path(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("it is empty");
        }
        return Path.of(text.strip());
    }
}
