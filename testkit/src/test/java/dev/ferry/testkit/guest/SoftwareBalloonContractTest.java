package dev.ferry.testkit.guest;

import dev.ferry.api.memory.PageRun;
import dev.ferry.workload.GuestPlatform;
import java.util.concurrent.atomic.AtomicBoolean;

class SoftwareBalloonContractTest extends PlatformBalloonContractTest {

    @Override
    protected GuestPlatform platform() {
        return new SoftwareGuestPlatform(512);
    }

    @Override
    protected long memoryBytes() {
        return 512 << 10;
    }

    @Override
    protected boolean duringInflation(Runnable action) {
        SoftwareMemory memory = ((SoftwareGuest) guest()).memory;
        AtomicBoolean done = new AtomicBoolean();
        memory.discardBy(() -> true, run -> {
            zero(memory, run);
            if (!done.getAndSet(true)) {
                action.run();
            }
        });
        return true;
    }

    private static void zero(SoftwareMemory memory, PageRun run) {
        memory.slice(run).fill((byte) 0);
    }
}
