package dev.ferry.strategies.postcopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.memory.FirstTouches;
import dev.ferry.api.memory.FirstTouchesFile;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.testkit.strategy.PushSchedulerContractTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest extends PushSchedulerContractTest {

    @TempDir
    private Path directory;

    @Override
    protected PushScheduler scheduler() {
        return new RandomlyRecorded();
    }

    private static PushScheduler begin(PageBitmap owed, long... recorded) {
        PushScheduler replay = new Replay(new FirstTouches("g", 0, owed.pageCount(), recorded),
                new Bubbling(2, BubbleDirection.DUAL, 1));
        replay.begin(owed);
        return replay;
    }

    @Test
    void pushesRecordedPagesInTheirOrderAndThenTheOthers() {
        PageBitmap owed = PageBitmap.full(8);
        PushScheduler replay = begin(owed, 5, 2, 7);

        assertThat(PushedPages.rest(replay, owed)).containsExactly(5L, 2L, 7L, 0L, 1L, 3L, 4L, 6L);
    }

    @Test
    void pushesRecordedPagesThatFollowEachOtherInOneRun() {
        PageBitmap owed = PageBitmap.full(100);
        PushScheduler replay = begin(owed, 50, 51, 52, 53, 9, 8, 10);

        assertThat(PushedPages.nextRun(replay, owed, 3)).isEqualTo(new PageRun(50, 3));
        assertThat(PushedPages.nextRun(replay, owed, 64)).isEqualTo(new PageRun(53, 1));
        assertThat(PushedPages.nextRun(replay, owed, 64)).isEqualTo(new PageRun(9, 1));
    }

    @Test
    void keepsToTheRecordingWhateverPageOfItTheGuestFaultsOn() {
        PageBitmap owed = PageBitmap.full(10);
        PushScheduler replay = begin(owed, 9, 8, 7, 6, 5);

        assertThat(PushedPages.next(replay, owed, 1)).containsExactly(9L);
        PushedPages.fault(replay, owed, 6);

        assertThat(PushedPages.next(replay, owed, 3)).containsExactly(8L, 7L, 5L);
    }

    @Test
    void goesOnWhereItWasAfterAFaultThatWasNotRecorded() {
        PageBitmap owed = PageBitmap.full(10);
        PushScheduler replay = begin(owed, 9, 8, 7);

        assertThat(PushedPages.next(replay, owed, 1)).containsExactly(9L);
        PushedPages.fault(replay, owed, 3);

        // Bubbling was told: it grows around 3 once the recording has ended.
        assertThat(PushedPages.rest(replay, owed)).containsExactly(8L, 7L, 2L, 4L, 1L, 5L, 0L, 6L);
    }

    @Test
    void leavesAGuestOfAnotherSizeToBubbling() {
        PageBitmap owed = PageBitmap.full(4);
        PushScheduler replay = new Replay(new FirstTouches("g", 0, 5, 3, 2), new Bubbling());
        replay.begin(owed);

        assertThat(PushedPages.rest(replay, owed)).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void readsTheFileOfItsSetting() throws IOException {
        Path file = record(3);

        PushScheduler replay = create(
                Map.of("ferry.scheduler.replay.file", file.toString(), "ferry.record.generation", "3"));

        assertThat(replay)
                .hasToString("replay of first touches of 2 of 5 pages by guest web-7, generation 3");
    }

    @Test
    void refusesARecordingOfAnotherGeneration() throws IOException {
        Path file = record(3);

        assertRefused(
                Map.of("ferry.scheduler.replay.file", file.toString(), "ferry.record.generation", "4"),
                "ferry.record.generation = '4'", file.toString(), "generation 3", "record it anew");
    }

    @Test
    void refusesAFileThatIsMissingOrNoRecording() throws IOException {
        Path missing = directory.resolve("missing");
        Path corrupt = Files.writeString(directory.resolve("corrupt"), "ferry-first-touches 1\nguest g\n");

        assertRefused(Map.of(), "ferry.scheduler.replay.file = ''", "no file is set", "record one");
        assertRefused(Map.of("ferry.scheduler.replay.file", missing.toString()),
                "ferry.scheduler.replay.file = '" + missing + "'", "record one");
        assertRefused(Map.of("ferry.scheduler.replay.file", corrupt.toString()),
                "ferry.scheduler.replay.file = '" + corrupt + "'", "line 3", "record one");
        assertRefused(Map.of("ferry.scheduler.replay.file", "\0"), "ferry.scheduler.replay.file",
                "record one");
    }

    private Path record(long generation) throws IOException {
        Path file = directory.resolve("recording");
        FirstTouchesFile.write(new FirstTouches("web-7", generation, 5, 3, 2), file);
        return file;
    }

    private static PushScheduler create(Map<String, String> texts) {
        return new Replay.Provider().create(new FixedSettings(texts));
    }

    private static void assertRefused(Map<String, String> texts, String... saying) {
        assertThatThrownBy(() -> create(texts)).hasMessageContainingAll(saying)
                .asInstanceOf(InstanceOfAssertFactories.type(FerryException.class))
                .extracting(FerryException::code).isEqualTo(ErrorCode.INVALID_SETTING);
    }

    private static FirstTouches randomRecording(Random random, long pageCount) {
        long longest = 1 + random.nextLong(pageCount);
        PageBitmap recorded = new PageBitmap(pageCount);
        long[] pages = random.longs(longest, 0, pageCount).flatMap(
                page -> page + 1 < pageCount
                        ? LongStream.of(page, page + 1)
                        : LongStream.of(page))
                .filter(recorded::add).toArray();
        return new FirstTouches("g", 0, pageCount, pages);
    }

    /** Replays a recording that fits the guest that it is told of. */
    private static final class RandomlyRecorded implements PushScheduler {

        private PushScheduler replay = new DemandPaging();

        @Override
        public void begin(PageSet owed) {
            FirstTouches recording = randomRecording(new Random(owed.pageCount()), owed.pageCount());
            replay = new Replay(recording, new Bubbling());
            replay.begin(owed);
        }

        @Override
        public void onNetworkFault(long page) {
            replay.onNetworkFault(page);
        }

        @Override
        public @Nullable PageRun next(long maxPages) {
            return replay.next(maxPages);
        }

        @Override
        public String toString() {
            return replay.toString();
        }
    }
}
