package dev.ferry.guest.kvm;

import dev.ferry.api.memory.MemorySource;
import dev.ferry.memory.linux.GuestMemory;
import dev.ferry.memory.linux.GuestMemory.Backing;
import dev.ferry.testkit.memory.MemorySourceContractTest;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract, by writes of the monitor; {@link KvmMemorySourceTest} has those of the guest. */
@NeedsKvm
@ParameterizedClass
@EnumSource
class KvmMemorySourceContractTest extends MemorySourceContractTest {

    @Parameter
    Backing backing;

    private GuestMemory memory;
    private VirtualMachine machine;
    private MemorySource source;

    @BeforeEach
    void makeMachine() {
        memory = new GuestMemory(GuestLayout.ofSize(16L << 20).geometry(), backing);
        machine = new VirtualMachine(memory);
        source = new KvmMemorySource(memory, machine.dirtyLog());
    }

    @AfterEach
    void close() {
        machine.close();
        memory.close();
    }

    @Override
    protected MemorySource source() {
        return source;
    }

    @Override
    protected boolean knowsTouches() {
        return backing == Backing.MEMFD;
    }

    @Override
    protected boolean knowsAbsentPages() {
        return true;
    }

    @Override
    protected void write(long page, long value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment word = arena.allocate(Long.BYTES);
            word.set(Struct.U64, 0, value);
            machine.write(page, 0, word);
        }
    }
}
