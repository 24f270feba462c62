package dev.ferry.testkit.guest;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PagingTrap;
import dev.ferry.testkit.memory.PagingTrapContractTest;
import org.junit.jupiter.api.AfterEach;

class SoftwarePagingTrapTest extends PagingTrapContractTest {

    private final SoftwareMemory memory = SoftwareMemory.vacant(MemoryGeometry.flat(4096, 100));
    private final PagingTrap trap = new SoftwareFaultTrap(memory);
    private final MemorySource log = new SoftwareMemorySource(memory);

    @AfterEach
    void free() {
        memory.endAccess();
        memory.free();
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
        return memory.get(page, 0);
    }

    @Override
    protected void write(long page, long value) {
        memory.set(page, 0, value);
    }

    @Override
    protected boolean knowsTouches() {
        return true;
    }

    @Override
    protected boolean seesMinorFaults() {
        return true;
    }

    @Override
    protected void startGuest() {
        memory.presence().guestRuns();
    }
}
