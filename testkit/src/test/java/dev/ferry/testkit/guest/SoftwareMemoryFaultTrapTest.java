package dev.ferry.testkit.guest;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.testkit.memory.FaultTrapContractTest;
import org.junit.jupiter.api.AfterEach;

/** The contract of fault traps, for those of a software guest's memory, right or wrong. */
abstract class SoftwareMemoryFaultTrapTest extends FaultTrapContractTest {

    static final long PAGES = 100;

    final SoftwareMemory memory = SoftwareMemory.missing(MemoryGeometry.flat(4096, PAGES));

    @Override
    protected final long touch(long page) {
        return memory.get(page, 0);
    }

    @Override
    protected final void write(long page, long value) {
        memory.set(page, 0, value);
    }

    @Override
    protected final boolean knowsTouches() {
        return true;
    }

    @Override
    protected final boolean seesMinorFaults() {
        return true;
    }

    @Override
    protected final void startGuest() {
        memory.presence().guestRuns();
    }

    /** The memory itself is left to the collector: a mutant may have left somebody in it. */
    @AfterEach
    final void endAccess() {
        memory.endAccess();
    }
}
