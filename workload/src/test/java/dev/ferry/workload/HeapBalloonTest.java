package dev.ferry.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ferry.api.memory.PageRun;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HeapBalloonTest {

    /** More than two steps of the balloon's. */
    private static final long HEAP_PAGES = 800;

    @Test
    void takesTheColdestPagesInRunsAndGivesBackTheLastOnes() {
        HeapMachine machine = new HeapMachine(1, HEAP_PAGES, 4);
        long first = machine.layout.pages().first();

        assertThat(machine.balloon().inflate(300)).isEqualTo(300);

        assertThat(machine.discarded).containsExactly(new PageRun(first, 256), new PageRun(first + 256, 44));
        machine.balloon().deflate(2);
        machine.processStep();
        assertThat(machine.read(machine.layout.usedRing(), 0))
                .isEqualTo((first + 298) * HeapMachine.PAGE_SIZE_BYTES);
        assertThat(machine.firstMismatch()).isEmpty();
    }

    @Test
    void knowsWhatIsFreeBeforeTheGuestHasRun() {
        HeapMachine machine = new HeapMachine(1, 100, 4);

        assertThat(machine.balloon().freePages()).isEqualTo(machine.layout.pages().count());
        assertThat(machine.balloon().sizePages()).isZero();
    }

    @Test
    void takesNothingWherePagesMayBeMissingButGivesBack() {
        HeapMachine machine = new HeapMachine(1, 100, 4);
        machine.balloon().inflate(10);
        machine.canDiscard = false;
        machine.moveToAnotherHost();

        assertThat(machine.balloon().sizePages()).as("before anybody has looked").isZero();
        assertThat(machine.balloon().inflate(5)).isZero();
        assertThat(machine.balloon().deflate(4)).isEqualTo(4);
        assertThat(machine.balloon().sizePages()).isEqualTo(6);
    }

    @Test
    void endsBetweenTwoStepsWherePagesMayBeMissingAfterAll() {
        HeapMachine machine = new HeapMachine(1, HEAP_PAGES, 4);
        machine.atDiscard = () -> machine.canDiscard = false;

        assertThat(machine.balloon().inflate(500)).isEqualTo(256);
    }

    @Test
    void endsBetweenTwoStepsWhereTheGuestIsPaused() {
        HeapMachine machine = new HeapMachine(1, HEAP_PAGES, 4);
        machine.atDiscard = () -> machine.paused = true;

        assertThat(machine.balloon().inflate(500)).isEqualTo(256);
        assertThat(machine.balloon().deflate(500)).isZero();
        assertThat(machine.balloon().sizePages()).isEqualTo(256);
    }

    @Test
    void endsBetweenTwoStepsUnderPressure() {
        HeapMachine machine = new HeapMachine(1, HEAP_PAGES, 4);
        machine.balloon().onPressure(_ -> 0);
        machine.atDiscard = () -> machine.balloon().press(1);

        assertThat(machine.balloon().inflate(500)).isEqualTo(256);
        machine.atDiscard = () -> {};
        assertThat(machine.balloon().inflate(500)).as("after that").isGreaterThan(256);
    }

    @Test
    void aStepThatFindsNothingFreeIsPutOffAndMemoryAskedForOutsideOfIt() {
        HeapMachine machine = new HeapMachine(1, 100, 4);
        List<Long> asked = new ArrayList<>();
        machine.balloon().onPressure(pages -> {
            asked.add(pages);
            return 0;
        });
        machine.balloon().inflate(Long.MAX_VALUE);
        Runner processes = machine.run.runners().getLast();

        processes.step(machine);

        assertThat(processes.steps()).isZero();
        assertThat(asked).isEmpty();
        assertThat(processes.isShortOfMemory()).isTrue();
        processes.askForMemory();
        assertThat(asked).containsExactly(Heap.PRESSURE_PAGES);
        assertThat(processes.isShortOfMemory()).as("once for a step").isFalse();
        machine.balloon().deflate(1);
        machine.processStep();
        assertThat(processes.steps()).isEqualTo(1);
        assertThat(asked).hasSize(1);
        assertThat(machine.firstMismatch()).isEmpty();
    }

    /** Else it could be filled by a process first, and be zeroed then. */
    @Test
    void aPageIsDiscardedBeforeItCanBeGivenBack() throws Exception {
        HeapMachine machine = new HeapMachine(1, 100, 4);
        FutureTask<Long> deflation = new FutureTask<>(() -> machine.balloon().deflate(10));
        Thread other = Thread.ofPlatform().daemon().unstarted(deflation);
        boolean[] early = new boolean[1];
        machine.atDiscard = () -> {
            other.start();
            while (!deflation.isDone() && other.getState() != Thread.State.BLOCKED) {
                Thread.yield();
            }
            early[0] = deflation.isDone();
        };

        machine.balloon().inflate(10);

        assertThat(deflation.get()).isEqualTo(10);
        assertThat(early[0]).as("pages were given back before they were discarded").isFalse();
    }

    @Test
    void whatCannotBeDiscardedStaysFreeAndKeepsItsContents() {
        HeapMachine machine = new HeapMachine(1, HEAP_PAGES, 4);
        machine.balloon().inflate(3);
        machine.atDiscard = () -> {
            throw new IllegalStateException("on purpose");
        };

        assertThatIllegalStateException().isThrownBy(() -> machine.balloon().inflate(300))
                .withMessage("on purpose");

        assertThat(machine.balloon().sizePages()).isEqualTo(3);
        assertThat(machine.balloon().freePages()).isEqualTo(machine.layout.pages().count() - 3);
        assertThat(machine.read(machine.layout.control(), HeapLayout.BALLOON_COUNT)).isEqualTo(3);
        assertThat(machine.firstMismatch()).isEmpty();
        machine.atDiscard = () -> {};
        assertThat(machine.balloon().inflate(300)).as("later").isEqualTo(300);
        assertThat(machine.firstMismatch()).isEmpty();
    }
}
