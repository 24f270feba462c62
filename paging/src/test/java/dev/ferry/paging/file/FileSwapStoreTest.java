package dev.ferry.paging.file;

import dev.ferry.api.swap.SwapStore;
import dev.ferry.testkit.swap.SwapDeviceContractTest;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

/** The file store is one. */
class FileSwapStoreTest extends SwapDeviceContractTest {

    @TempDir
    private Path folder;

    @Override
    protected SwapStore open() {
        return new FileSwapStore(folder, Duration.ofSeconds(60));
    }
}
