package dev.ferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.simulator.trace.AccessTrace;
import dev.ferry.simulator.trace.TraceInterval;
import dev.ferry.simulator.trace.TraceReader;
import dev.ferry.simulator.trace.TraceRecorder;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.Workload;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real guests, recorded: what was touched is in the trace, and nothing else. */
@Timeout(180)
class AccessTraceTest {

    private static final long MEMORY_BYTES = 16 << 20;
    private static final long STEPS_PER_SECOND = 5_000;

    @TempDir
    Path folder;

    private static GuestPlatform watchable(String kind) {
        GuestPlatform platform = GuestKind.shipped(CommonOptions.read(Map.of()), true).stream()
                .filter(shipped -> shipped.name().equals(kind)).findFirst().orElseThrow();
        Optional<String> unavailable = platform.unavailable();
        assumeTrue(unavailable.isEmpty(), () -> kind + ": " + unavailable.orElseThrow());
        return platform;
    }

    /**
     * One writer goes round: its visits are the steps in turn. Other pages are the platform's own. A virtual CPU is held
     * wherever it is, also in the middle of a step.
     */
    @ParameterizedTest
    @ValueSource(strings = {"software", "linux", "kvm"})
    void recordsJustWhatGuestTouched(String kind) {
        GuestPlatform platform = watchable(kind);
        MemoryGeometry geometry = platform.geometry(MEMORY_BYTES);
        PageRun usable = platform.usable(geometry);
        PageRun workingSet = new PageRun(usable.first() + 3, usable.count() / 2);
        Workload workload = Workload.sequential(5, usable, workingSet, STEPS_PER_SECOND);
        try (GuestPlatform.Source guest = platform.start("recorded", geometry, workload);
                TraceRecorder recorder = new TraceRecorder(guest.memory(), true, guest.control()::workDone)) {
            guest.control().pause();
            recorder.start(0);
            long steps = Work.stepsOf(guest.control());
            for (int interval = 1; interval <= 5; interval++) {
                guest.control().resume();
                while (Work.stepsOf(guest.control()) < steps + 300) {
                    Thread.onSpinWait();
                }
                guest.control().pause();

                TraceInterval recorded = recorder.step(interval);

                long end = Work.stepsOf(guest.control());
                long slack = platform.name().equals("kvm") ? 1 : 0;
                PageBitmap least = visited(workload, steps + slack, end, geometry);
                PageBitmap most = visited(workload, steps, end + slack, geometry);
                assertBetween(least, within(usable, recorded.dirtied()), most);
                assertBetween(least, within(usable, recorded.accessed().orElseThrow()), most);
                steps = end;
            }
            assertThat(guest.prove()).isEmpty();
        }
    }

    private static PageBitmap visited(Workload workload, long firstStep, long endStep,
            MemoryGeometry geometry) {
        PageBitmap visited = new PageBitmap(geometry.pageCount());
        for (long step = firstStep; step < endStep; step++) {
            visited.add(workload.tasks().getFirst().page(workload.seed(), step));
        }
        return visited;
    }

    private static void assertBetween(PageBitmap least, PageBitmap pages, PageBitmap most) {
        PageBitmap missing = PageBitmap.copyOf(least);
        missing.removeAll(pages);
        PageBitmap surplus = PageBitmap.copyOf(pages);
        surplus.removeAll(most);
        assertThat(runs(missing)).as("touched, but not recorded").isEmpty();
        assertThat(runs(surplus)).as("recorded, but not touched").isEmpty();
    }

    private static PageBitmap within(PageRun run, PageBitmap pages) {
        PageBitmap within = PageBitmap.copyOf(pages);
        within.remove(0, run.first());
        within.remove(run.end(), pages.pageCount() - run.end());
        return within;
    }

    private static List<PageRun> runs(PageBitmap pages) {
        List<PageRun> runs = new ArrayList<>();
        for (long first = pages.next(0); first != PageBitmap.NONE; first = pages.next(runs.getLast().end())) {
            runs.add(PageRun.between(first, pages.nextAbsent(first)));
        }
        return runs;
    }

    private record Result(int code, String output) {}

    private static Result execute(String... arguments) {
        StringWriter out = new StringWriter();
        try (StopSignal stopSignal = new StopSignal(); PrintWriter printed = new PrintWriter(out, true)) {
            int code = Main.commandLine(stopSignal).setOut(printed).setErr(printed).execute(arguments);
            return new Result(code, out.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"software", "linux", "kvm"})
    void commandRecordsAndShows(String kind) throws IOException {
        watchable(kind);
        Path file = folder.resolve("guest.trace");

        Result recorded = execute("trace", "--guest", kind, "--memory", "16MiB", "--dirty-rate", "20MB",
                "--interval",
                "20ms", "--duration", "1s", "--seed", "3", "--output", file.toString());
        Result shown = execute("trace", "--show", file.toString());

        assertThat(recorded.code()).as(recorded.output()).isZero();
        assertThat(shown.code()).as(shown.output()).isZero();
        assertThat(recorded.output()).contains("Guest: " + kind).endsWith(shown.output());
        assertThat(shown.output()).contains("16 MiB, 4,096 pages of 4 KiB", "writes and reads",
                "intervals of 20 ms", "writable working set");
        AccessTrace trace = AccessTrace.open(file);
        assertThat(trace.header().workKnown()).isTrue();
        assertThat(trace.touches()).isPositive();
        assertThat(trace.intervals()).isBetween(1L, 51L);
    }

    @Test
    void recordsWritesAloneWhereAskedTo() throws IOException {
        Path file = folder.resolve("guest.trace");

        Result recorded = execute("trace", "--guest", "software", "--memory", "4MiB", "--interval", "50ms",
                "--duration",
                "300ms", "--writes-only", "--output", file.toString());

        assertThat(recorded.code()).as(recorded.output()).isZero();
        assertThat(recorded.output()).contains("reads are not known");
        try (TraceReader reader = TraceReader.open(file)) {
            assertThat(reader.next().orElseThrow().accessed()).isEmpty();
        }
    }

    @Test
    void keepsWhatWasRecordedUntilItIsStopped() throws Exception {
        Path file = folder.resolve("guest.trace");
        StringWriter out = new StringWriter();
        try (StopSignal stopSignal = new StopSignal(); PrintWriter printed = new PrintWriter(out, true)) {
            CompletableFuture<Integer> code = CompletableFuture.supplyAsync(
                    () -> Main.commandLine(stopSignal).setOut(printed).setErr(printed).execute("trace",
                            "--guest",
                            "software", "--memory", "16MiB", "--interval", "5ms", "--duration", "5m",
                            "--output",
                            file.toString()),
                    command -> Thread.ofPlatform().daemon().start(command));
            while (!out.toString().contains("Recording for 5 min") && !code.isDone()) {
                Thread.onSpinWait();
            }

            Thread.ofPlatform().daemon().start(stopSignal::stop);

            assertThat(code.get()).as(out.toString()).isEqualTo(ExitCode.INTERRUPTED.code());
        }
        assertThat(out.toString()).contains("Dirty rate");
        assertThat(AccessTrace.open(file).intervals()).isPositive();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void olderFileStaysWhereGuestCannotBeMade() throws IOException {
        Path file = Files.writeString(folder.resolve("guest.trace"), "older");

        Result refused = execute("trace", "--guest", "software", "--memory", "5000", "--output",
                file.toString());

        assertThat(refused.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(refused.output()).contains("a software guest has a multiple of its page size");
        assertThat(file).hasContent("older");
    }

    @Test
    void recordsToAFileAndNothingElse() {
        Result device = execute("trace", "--guest", "software", "--output", "/dev/null");
        Result nowhere = execute("trace", "--guest", "software", "--output",
                folder.resolve("none").resolve("a.trace").toString());

        assertThat(List.of(device, nowhere)).allSatisfy(result -> {
            assertThat(result.code()).isEqualTo(ExitCode.USAGE.code());
            assertThat(result.output().lines()).singleElement().asString().contains("--output '",
                    "it must be a file, or not be there, in a folder that exists and is writable");
        });
    }
}
