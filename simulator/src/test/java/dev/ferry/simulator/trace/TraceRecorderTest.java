package dev.ferry.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.testkit.guest.SoftwareGuest;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import dev.ferry.workload.Task;
import dev.ferry.workload.Workload;
import dev.ferry.workload.WorkloadState;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Of a guest that is held at the end of each interval, it records just what the tasks did in it. */
@Timeout(60)
class TraceRecorderTest {

    private static final int INTERVALS = 8;
    private static final SoftwareGuestPlatform PLATFORM = new SoftwareGuestPlatform(512);
    private static final MemoryGeometry GEOMETRY = PLATFORM.geometry(1024 * 512);
    private static final Workload WORKLOAD = new Workload(17, new PageRun(0, 900),
            List.of(new Task(Task.Kind.WRITER, Task.Order.SEQUENTIAL, new PageRun(0, 300)),
                    new Task(Task.Kind.READER, Task.Order.RANDOM, new PageRun(200, 400)),
                    new Task(Task.Kind.WRITER, Task.Order.ZIPF, new PageRun(600, 250))),
            4_000);

    private static WorkloadState held(SoftwareGuest guest) {
        guest.control().pause();
        return WorkloadState.fromBytes(guest.control().saveState());
    }

    private static WorkloadState heldAfterSomeSteps(SoftwareGuest guest, WorkloadState before) {
        guest.control().resume();
        while (guest.control().workDone().orElseThrow() < before.totalSteps() + 150) {
            Thread.onSpinWait();
        }
        return held(guest);
    }

    /** The pages that tasks of a kind visited between two states. */
    private static PageBitmap visited(WorkloadState before, WorkloadState after, List<Task.Kind> kinds) {
        PageBitmap pages = new PageBitmap(GEOMETRY.pageCount());
        for (int index = 0; index < WORKLOAD.tasks().size(); index++) {
            Task task = WORKLOAD.tasks().get(index);
            for (long step = before.steps().get(index); step < after.steps().get(index); step++) {
                if (kinds.contains(task.kind())) {
                    pages.add(task.page(WORKLOAD.seed(), step));
                }
            }
        }
        return pages;
    }

    @Test
    void recordsWhatTasksTouched() {
        try (SoftwareGuest guest = PLATFORM.start("recorded", GEOMETRY, WORKLOAD)) {
            WorkloadState before = held(guest);
            try (TraceRecorder recorder = new TraceRecorder(guest.memory(), true,
                    guest.control()::workDone)) {
                recorder.start(1_000);
                for (int interval = 1; interval <= INTERVALS; interval++) {
                    WorkloadState after = heldAfterSomeSteps(guest, before);

                    TraceInterval recorded = recorder.step(1_000 + interval * 70L);

                    assertThat(recorded.elapsedNanos()).isEqualTo(70);
                    assertThat(recorded.work()).hasValue(after.totalSteps() - before.totalSteps());
                    assertThat(SeededTraces.members(recorded.dirtied())).isEqualTo(
                            SeededTraces.members(visited(before, after, List.of(Task.Kind.WRITER))));
                    assertThat(SeededTraces.members(recorded.accessed().orElseThrow())).isEqualTo(
                            SeededTraces.members(visited(before, after, List.of(Task.Kind.values()))));
                    before = after;
                }
            }
        }
    }

    @Test
    void recordsWritesAloneWhereAskedTo() {
        try (SoftwareGuest guest = PLATFORM.start("recorded", GEOMETRY, WORKLOAD)) {
            WorkloadState before = held(guest);
            try (TraceRecorder recorder = new TraceRecorder(guest.memory(), false, OptionalLong::empty)) {
                recorder.start(0);
                WorkloadState after = heldAfterSomeSteps(guest, before);

                TraceInterval recorded = recorder.step(5);

                assertThat(recorder.header(Duration.ofMillis(100)))
                        .isEqualTo(new TraceHeader(512, 1024, 100_000_000, false, false));
                assertThat(recorded.accessed()).isEmpty();
                assertThat(recorded.work()).isEmpty();
                assertThat(SeededTraces.members(recorded.touched())).isEqualTo(
                        SeededTraces.members(visited(before, after, List.of(Task.Kind.WRITER))));
            }
        }
    }

    @Test
    void countsNothingThatWasTouchedBefore() {
        try (SoftwareGuest guest = PLATFORM.start("recorded", GEOMETRY, WORKLOAD)) {
            heldAfterSomeSteps(guest, held(guest));
            try (TraceRecorder recorder = new TraceRecorder(guest.memory(), true,
                    guest.control()::workDone)) {
                recorder.start(0);

                TraceInterval recorded = recorder.step(0);

                assertThat(recorded.touched().isEmpty()).isTrue();
                assertThat(recorded.work()).hasValue(0);
                assertThat(recorded.elapsedNanos()).isOne();
            }
        }
    }
}
