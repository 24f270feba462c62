package dev.ferry.guest.kvm;

import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PagingTrap;
import dev.ferry.memory.linux.GuestMemory;
import dev.ferry.memory.linux.GuestMemory.Backing;
import dev.ferry.memory.linux.UserfaultPagingTrap;
import dev.ferry.memory.linux.nativecall.NativeMemory;
import dev.ferry.testkit.memory.PagingTrapContractTest;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;

/** With the log of KVM, by writes of the monitor; {@link VacantKvmGuestTest} has those of the guest. */
@NeedsKvm
class KvmPagingTrapContractTest extends PagingTrapContractTest {

    private final GuestMemory memory = new GuestMemory(GuestLayout.ofSize(16L << 20).geometry(),
            Backing.ANONYMOUS);
    private final UserfaultPagingTrap trap = new UserfaultPagingTrap(memory);
    private final VirtualMachine machine = new VirtualMachine(memory);
    private final MemorySource log = new KvmMemorySource(memory, machine.dirtyLog());

    @AfterEach
    void close() {
        trap.close();
        machine.close();
        memory.close();
    }

    @Override
    protected PagingTrap trap() {
        return trap;
    }

    @Override
    protected MemorySource log() {
        return log;
    }

    @Override
    protected long touch(long page) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment word = arena.allocate(Struct.U64);
            NativeMemory.copy(word.address(), memory.hostAddress(page), Long.BYTES);
            return word.get(Struct.U64, 0);
        }
    }

    @Override
    protected void write(long page, long value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment word = arena.allocate(Struct.U64);
            word.set(Struct.U64, 0, value);
            machine.write(page, 0, word);
        }
    }
}
