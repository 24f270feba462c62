package dev.ferry.memory.linux.guest;

import dev.ferry.memory.linux.GuestMemory.Backing;
import dev.ferry.memory.linux.NeedsUserfaultfd;
import dev.ferry.testkit.guest.PlatformBalloonContractTest;
import dev.ferry.workload.GuestPlatform;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@NeedsUserfaultfd
@ParameterizedClass
@EnumSource
class LinuxBalloonContractTest extends PlatformBalloonContractTest {

    @Parameter
    Backing backing;

    @Override
    protected GuestPlatform platform() {
        return new LinuxGuestPlatform(backing);
    }

    @Override
    protected long memoryBytes() {
        return 4 << 20;
    }

    @Override
    protected boolean duringInflation(Runnable action) {
        LocalGuest local = (LocalGuest) guest();
        AtomicBoolean done = new AtomicBoolean();
        local.guest().discardBy(() -> true, run -> {
            local.memory().discard(run);
            if (!done.getAndSet(true)) {
                action.run();
            }
        });
        return true;
    }
}
