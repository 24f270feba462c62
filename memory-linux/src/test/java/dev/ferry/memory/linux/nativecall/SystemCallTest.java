package dev.ferry.memory.linux.nativecall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.memory.linux.OnLinux;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

@OnLinux
class SystemCallTest {

    @Test
    void returnsWhatTheKernelReturns() {
        long process = SystemCall.GETPID.call();

        assertThat(process).isEqualTo(ProcessHandle.current().pid());
    }

    @Test
    void namesCallArgumentsAndErrorWhereItFails() {
        assertThatThrownBy(() -> SystemCall.CLOSE.call(0xfffff)).isInstanceOf(NativeCallException.class)
                .hasMessage("close(0xfffff) failed: EBADF (9)");
    }

    @Test
    void givesTheErrorOfAnAttemptAsOutcome() {
        long result = SystemCall.CLOSE.attempt(0xfffff);

        assertThat(Errno.EBADF.is(result)).isTrue();
        assertThat(Errno.EAGAIN.is(result)).isFalse();
    }

    @Test
    void countsWritesToEvent() {
        try (Descriptor event = Descriptor.event(); Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocateFrom(ValueLayout.JAVA_LONG, 5);

            SystemCall.WRITE.call(event.number(), count.address(), Long.BYTES);
            SystemCall.WRITE.call(event.number(), count.address(), Long.BYTES);
            SystemCall.READ.call(event.number(), count.address(), Long.BYTES);

            assertThat(count.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(10);
        }
    }

    @Test
    void refusesNumberOfClosedDescriptor() {
        Descriptor event = Descriptor.event();

        event.close();
        event.close();

        assertThatThrownBy(event::number).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void copiesBetweenAddresses() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment source = arena.allocateFrom("ferry");
            MemorySegment target = arena.allocate(6);

            NativeMemory.copy(target.address(), source.address(), 6);

            assertThat(target.getString(0)).isEqualTo("ferry");
        }
    }
}
