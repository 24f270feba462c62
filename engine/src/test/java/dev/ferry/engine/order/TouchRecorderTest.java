package dev.ferry.engine.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.FirstTouches;
import dev.ferry.api.memory.FirstTouchesFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class TouchRecorderTest {

    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Duration FOREVER = Duration.ofHours(1);

    @TempDir
    Path folder;

    private static RecordingSettings settings(Duration window, int maxPages) {
        return new RecordingSettings(Optional.empty(), window, SHORT, maxPages, 7);
    }

    @Test
    void keepsFaultsInTheirOrderAndThenWhatAPassFinds() throws Exception {
        ScriptedAccessLog log = new ScriptedAccessLog(List.of(List.of(1L, 5L, 9L), List.of(0L, 1L)));
        TouchRecorder recorder = recorder(log, settings(FOREVER, 5).into(folder.resolve("touches")));
        recorder.touched(9);
        recorder.touched(4);
        recorder.touched(9);

        recorder.begin();

        FirstTouches touches = recorder.recorded().get().orElseThrow();
        assertThat(touches.pages()).containsExactly(9L, 4L, 1L, 5L, 0L);
        assertThat(touches.generation()).isEqualTo(7);
        assertThat(FirstTouchesFile.read(folder.resolve("touches")).pages()).containsExactly(9L, 4L, 1L, 5L,
                0L);
        assertThat(log.runs()).isFalse();
    }

    @Test
    void endsWithTheWindow() throws Exception {
        TouchRecorder recorder = new TouchRecorder("guest", 10, Optional.empty(), settings(SHORT, 10));
        recorder.touched(3);

        recorder.begin();

        assertThat(recorder.recorded().get().orElseThrow().pages()).containsExactly(3L);
    }

    @Test
    void refusesAFileThatIsTheRoot() {
        assertThatThrownBy(() -> RecordingSettings.FILE.parser().apply("/"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void holdsNoMorePagesThanAllowed() throws Exception {
        ScriptedAccessLog log = new ScriptedAccessLog(List.of(List.of(0L, 1L, 2L, 3L, 4L)));
        TouchRecorder recorder = recorder(log, settings(FOREVER, 3));

        recorder.begin();

        assertThat(recorder.recorded().get().orElseThrow().pages()).containsExactly(0L, 1L, 2L);
    }

    @Test
    void leavesNothingBehindWhereTheGuestDoesNotStay() throws Exception {
        Path file = folder.resolve("touches");
        TouchRecorder before = recorder(new ScriptedAccessLog(List.of()), settings(FOREVER, 5).into(file));
        before.abandon();
        before.begin();
        TouchRecorder amid = recorder(new ScriptedAccessLog(List.of()), settings(FOREVER, 5).into(file));
        amid.begin();

        amid.abandon();

        assertThat(before.recorded().get()).isEmpty();
        assertThat(amid.recorded().get()).isEmpty();
        assertThat(Files.exists(file)).isFalse();
    }

    @Test
    void keepsWhatItHasWhereTheMemoryIsClosedMeanwhile() throws Exception {
        ScriptedAccessLog log = new ScriptedAccessLog(List.of());
        TouchRecorder recorder = recorder(log, settings(FOREVER, 5));
        recorder.touched(2);
        recorder.begin();
        while (log.starts() == 0) {
            Thread.onSpinWait();
        }

        log.stop();

        assertThat(recorder.recorded().get().orElseThrow().pages()).containsExactly(2L);
    }

    @Test
    void saysThatThereIsNoneWhereItCannotBeKept() throws Exception {
        TouchRecorder recorder = recorder(new ScriptedAccessLog(List.of()),
                settings(SHORT, 5).into(folder.resolve("no-such-folder").resolve("touches")));

        recorder.begin();

        assertThat(recorder.recorded().get()).isEmpty();
    }

    @Test
    void recordsAGuestWithoutAMigration() throws InterruptedException {
        ScriptedAccessLog log = new ScriptedAccessLog(List.of(List.of(8L), List.of(2L, 3L, 8L)));

        FirstTouches touches = TouchRecorder.record("guest", 10, log, settings(FOREVER, 3));

        assertThat(touches.pages()).containsExactly(8L, 2L, 3L);
        assertThat(touches.guestId()).isEqualTo("guest");
    }

    private static TouchRecorder recorder(AccessLog log, RecordingSettings settings) {
        return new TouchRecorder("guest", 10, Optional.of(log), settings);
    }
}
