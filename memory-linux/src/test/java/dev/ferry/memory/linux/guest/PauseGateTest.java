package dev.ferry.memory.linux.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.testkit.internal.Background;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PauseGateTest {

    private final PauseGate gate = new PauseGate();
    private final AtomicLong inStep = new AtomicLong();
    private final AtomicLong steps = new AtomicLong();

    @Test
    void holdsAllThreadsBetweenStepsHoweverOftenItIsOpened() throws Exception {
        List<Thread> threads = start(3);

        for (int round = 0; round < 200; round++) {
            gate.open();
            Thread.yield();
            gate.hold();
            gate.awaitHeld();

            assertThat(inStep).as("round %d", round).hasValue(0);
        }
        assertThat(threads).allMatch(Thread::isAlive);

        gate.end();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void doesNoStepWhileHeld() throws Exception {
        start(2);
        gate.open();
        while (steps.get() < 100) {
            Thread.onSpinWait();
        }

        gate.hold();
        gate.awaitHeld();
        long held = steps.get();
        gate.awaitHeld();

        assertThat(steps).hasValue(held);
        gate.end();
    }

    @Test
    void staysEnded() {
        gate.end();

        gate.open();

        assertThat(gate.pass()).isFalse();
        assertThat(gate.isOpen()).isFalse();
    }

    @Test
    void letsVisitorsInWhileItIsOpenOnly() {
        assertThat(gate.visit(steps::incrementAndGet)).isFalse();
        gate.open();
        assertThat(gate.visit(steps::incrementAndGet)).isTrue();
        gate.hold();
        assertThat(gate.visit(steps::incrementAndGet)).isFalse();
        gate.end();
        assertThat(gate.visit(steps::incrementAndGet)).isFalse();

        assertThat(steps).hasValue(1);
    }

    @Test
    void waitsForAVisitor() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        gate.open();
        Future<Boolean> visit = Background.start(() -> gate.visit(() -> {
            inside.countDown();
            awaitUninterruptibly(leave);
            steps.incrementAndGet();
        }));
        inside.await();
        gate.hold();
        Future<Long> held = Background.start(() -> {
            gate.awaitHeld();
            return steps.get();
        });
        leave.countDown();

        assertThat(held.get()).isEqualTo(1);
        assertThat(visit.get()).isTrue();
        gate.end();
        gate.awaitLeft();
    }

    @Test
    void countsAVisitorOutThatThrows() {
        gate.open();

        assertThatThrownBy(() -> gate.visit(() -> {
            throw new IllegalStateException("planned");
        })).hasMessage("planned");

        gate.hold();
        gate.awaitHeld();
    }

    @Test
    void doesNotWaitForWhoIsOutside() {
        gate.enter();
        gate.open();

        gate.outside(() -> {
            gate.hold();
            gate.awaitHeld();
            gate.open();
        });

        gate.leave();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private List<Thread> start(int count) {
        List<Thread> threads = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            gate.enter();
            threads.add(Thread.ofPlatform().daemon().start(this::step));
        }
        return threads;
    }

    private void step() {
        while (gate.pass()) {
            inStep.incrementAndGet();
            steps.incrementAndGet();
            inStep.decrementAndGet();
        }
        gate.leave();
    }
}
