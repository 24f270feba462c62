package dev.ferry.api.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirstTouchesFileTest {

    @TempDir
    private Path folder;

    @Test
    void readsWhatWasWritten() throws IOException {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            long pageCount = 1 + random.nextInt(500);
            long[] pages = random.longs(200, 0, pageCount).distinct().toArray();
            FirstTouches written = new FirstTouches("web-7", seed, pageCount, pages);

            FirstTouchesFile.write(written, file());
            FirstTouches read = FirstTouchesFile.read(file());

            assertThat(read).as("seed %d", seed).hasToString(written.toString());
            assertThat(read.pages()).as("seed %d", seed)
                    .containsExactly(written.pages().boxed().toArray(Long[]::new));
        }
    }

    @Test
    void isAsDocumented() throws IOException {
        FirstTouchesFile.write(new FirstTouches("web-7", 3, 65536, 17, 40, 41, 42, 9, 8), file());

        assertThat(file()).hasContent("""
                ferry-first-touches 1
                guest web-7
                generation 3
                page-count 65536
                17
                40-42
                9
                8
                end 6
                """);
    }

    @Test
    void leavesTheOlderFileWhereItCannotWrite() throws IOException {
        FirstTouchesFile.write(new FirstTouches("web-7", 3, 10, 1), file());
        FirstTouches tooLarge = new FirstTouches("web-7", 3, 1L << 30,
                java.util.stream.LongStream.rangeClosed(0, FirstTouchesFile.MAX_PAGES).toArray());

        assertThatThrownBy(() -> FirstTouchesFile.write(tooLarge, file()))
                .hasMessage("a recording of 1048577 pages, allowed are 1048576");

        assertThat(FirstTouchesFile.read(file()).size()).isEqualTo(1);
        assertThat(folder).isDirectoryContaining(path -> path.equals(file()));
        assertThat(Files.list(folder)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ferry-first-touches 2\n", "ferry-first-touches 1\nguest a\ngeneration -1\n",
            "ferry-first-touches 1\nguest a\ngeneration 0\npage-count 10\n3\n",
            "ferry-first-touches 1\nguest a\ngeneration 0\npage-count 10\n3\nend 2\n",
            "ferry-first-touches 1\nguest a\ngeneration 0\npage-count 10\n10\nend 1\n",
            "ferry-first-touches 1\nguest a\ngeneration 0\npage-count 10\n3\n3\nend 2\n",
            "ferry-first-touches 1\nguest a\ngeneration 0\npage-count 10\n5-4\nend 0\n",
            "ferry-first-touches 1\nguest a\ngeneration 0\npage-count 9223372036854775807\n"
                    + "0-9223372036854775806\nend 1\n"})
    void refusesWhatIsNoRecordingAndNamesTheFile(String text) throws IOException {
        Files.writeString(file(), text);

        assertThatThrownBy(() -> FirstTouchesFile.read(file())).isInstanceOf(IOException.class)
                .hasMessageContaining(file() + " is no recording of first touches");
    }

    private Path file() {
        return folder.resolve("touches");
    }
}
