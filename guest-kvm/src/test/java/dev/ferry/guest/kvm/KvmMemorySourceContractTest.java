package dev.ferry.guest.kvm;

import dev.ferry.api.memory.MemorySource;
import dev.ferry.memory.linux.GuestMemory;
import dev.ferry.memory.linux.GuestMemory.Backing;
import dev.ferry.testkit.memory.MemorySourceContractTest;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;

/** The contract, by writes of the monitor; {@link KvmMemorySourceTest} has those of the guest. */
@NeedsKvm
class KvmMemorySourceContractTest extends MemorySourceContractTest {

    private final GuestMemory memory = new GuestMemory(GuestLayout.ofSize(16L << 20).geometry(),
            Backing.ANONYMOUS);
    private final VirtualMachine machine = new VirtualMachine(memory);
    private final MemorySource source = new KvmMemorySource(memory, machine.dirtyLog());

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
    protected void write(long page, long value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment word = arena.allocate(Long.BYTES);
            word.set(Struct.U64, 0, value);
            machine.write(page, 0, word);
        }
    }
}
