package dev.ferry.paging.workingset;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RepeatedTest {

    private static final Duration SOON = Duration.ofNanos(1000);

    @Test
    void callsAgainAndAgainEvenIfACallFails() throws InterruptedException {
        CountDownLatch calls = new CountDownLatch(10);
        try (Repeated _ = Repeated.every("test", SOON, () -> {
            calls.countDown();
            throw new IllegalStateException("every time");
        })) {
            calls.await();
        }
    }

    @Test
    void hasEndedWhenItIsClosed() throws InterruptedException {
        AtomicReference<Thread> caller = new AtomicReference<>();
        CountDownLatch called = new CountDownLatch(1);
        Repeated repeated = Repeated.every("test", SOON, () -> {
            caller.set(Thread.currentThread());
            called.countDown();
        });
        called.await();

        repeated.close();
        repeated.close();
        caller.get().join();

        assertThat(caller.get().isDaemon()).isTrue();
        assertThat(caller.get().getName()).isEqualTo("test");
    }
}
