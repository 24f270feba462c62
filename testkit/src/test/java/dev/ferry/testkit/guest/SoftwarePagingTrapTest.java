package dev.ferry.testkit.guest;

import dev.ferry.api.memory.PagingTrap;
import org.junit.jupiter.api.AfterEach;

class SoftwarePagingTrapTest extends SoftwareMemoryPagingTrapTest {

    private final PagingTrap trap = new SoftwareFaultTrap(memory);

    @AfterEach
    void free() {
        memory.endAccess();
        memory.free();
    }

    @Override
    protected PagingTrap trap() {
        return trap;
    }

}
