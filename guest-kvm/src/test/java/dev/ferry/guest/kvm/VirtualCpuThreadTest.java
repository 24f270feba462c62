package dev.ferry.guest.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.PageRun;
import dev.ferry.memory.linux.GuestMemory;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@NeedsKvm
@Timeout(60)
class VirtualCpuThreadTest {

    private GuestMemory memory;
    private VirtualMachine machine;
    private final Monitor monitor = new Monitor();
    private KvmBalloon balloon;

    @BeforeEach
    void makeMachine() {
        memory = new GuestMemory(GuestLayout.ofSize(16L << 20).geometry(), GuestMemory.Backing.ANONYMOUS);
        machine = new VirtualMachine(memory);
        balloon = new KvmBalloon("test", monitor, memory, new PageRun(5, 100));
    }

    @AfterEach
    void closeMachine() {
        machine.close();
        memory.close();
    }

    @Test
    void keepsNobodyWaitingWhereItFails() {
        VirtualCpuThread thread = new VirtualCpuThread("failing", machine.cpu(), monitor, balloon, () -> {
            throw new IllegalStateException("no pages");
        });

        thread.resume();
        Optional<String> trouble = thread.whileHeld(thread::trouble);
        thread.pause();
        thread.end();
        thread.awaitEnd();

        assertThat(trouble).hasValueSatisfying(reason -> assertThat(reason).contains("no pages"));
    }

    @Test
    void isNotStunnedOnceItHasEnded() {
        VirtualCpuThread thread = new VirtualCpuThread("ended", machine.cpu(), monitor, balloon, () -> {});
        thread.end();
        thread.awaitEnd();

        assertThatThrownBy(() -> thread.stun(50)).isInstanceOf(IllegalStateException.class);
        thread.stun(0);
    }
}
