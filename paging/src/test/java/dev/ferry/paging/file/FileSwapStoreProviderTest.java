package dev.ferry.paging.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ferry.api.swap.SwapStore;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FileSwapStoreProviderTest {

    @Test
    void isFoundByName() {
        assertThat(ServiceLoader.load(SwapStore.Provider.class)).extracting(SwapStore.Provider::name)
                .contains("file");
    }

    @Test
    void aFolderIsAPath() {
        assertThat(FileSwapStoreProvider.FOLDER.parser().apply(" /some/folder "))
                .isEqualTo(Path.of("/some/folder"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FileSwapStoreProvider.FOLDER.parser().apply(" "));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FileSwapStoreProvider.FOLDER.parser().apply("a\0b"));
    }
}
