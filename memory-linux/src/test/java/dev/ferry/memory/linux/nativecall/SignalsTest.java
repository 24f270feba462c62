package dev.ferry.memory.linux.nativecall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.memory.linux.OnLinux;
import java.lang.foreign.MemoryLayout.PathElement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@OnLinux
@Timeout(60)
class SignalsTest {

    @Test
    void laysOutActionAsLibcDoes() {
        assertThat(Signals.SIGACTION.byteSize()).isEqualTo(152);
        assertThat(Signals.SIGACTION.byteOffset(PathElement.groupElement("sa_mask"))).isEqualTo(8);
        assertThat(Signals.SIGACTION.byteOffset(PathElement.groupElement("sa_flags"))).isEqualTo(136);
    }

    @Test
    void interruptsBlockingCall() throws Exception {
        Signals.installInterruptHandler();
        CompletableFuture<Long> threadId = new CompletableFuture<>();
        CompletableFuture<Long> result = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            threadId.complete(Signals.currentThreadId());
            result.complete(SystemCall.POLL.attempt(0, 0, -1));
        });

        // The signal may come before the thread waits, and then interrupts nothing: repeat it.
        while (!result.isDone()) {
            Signals.interrupt(threadId.get());
            Thread.onSpinWait();
        }

        assertThat(Errno.EINTR.is(result.get(1, TimeUnit.SECONDS))).isTrue();
    }
}
