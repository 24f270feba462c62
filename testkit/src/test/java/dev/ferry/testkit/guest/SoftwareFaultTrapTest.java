package dev.ferry.testkit.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.PageRun;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SoftwareFaultTrapTest extends SoftwareMemoryFaultTrapTest {

    private final FaultTrap trap = new SoftwareFaultTrap(memory);

    @AfterEach
    void free() {
        memory.endAccess();
        memory.free();
    }

    @Override
    protected FaultTrap trap() {
        return trap;
    }

    @Test
    void countsFirstTouchesOfPagesThatCameByPushAsMinorFaults() {
        memory.presence().guestRuns();
        trap.placeZero(new PageRun(10, 3));

        touch(10);
        touch(10);
        touch(12);

        assertThat(trap.minorFaults()).isEqualTo(OptionalLong.of(2));
    }

    @Test
    void countsNoMinorFaultOnAPageThatWasThereBeforeTheGuestRan() {
        trap.placeZero(new PageRun(10, 3));
        memory.presence().guestRuns();

        touch(10);

        assertThat(trap.minorFaults()).isEqualTo(OptionalLong.of(0));
    }

    @Test
    void countsNoMinorFaultOnAPageThatTheGuestHasWaitedFor() {
        memory.presence().guestRuns();
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> touch(10));
        trap.nextFault();

        trap.placeZero(new PageRun(10, 1));
        first.join();
        touch(10);

        assertThat(trap.minorFaults()).isEqualTo(OptionalLong.of(0));
    }
}
