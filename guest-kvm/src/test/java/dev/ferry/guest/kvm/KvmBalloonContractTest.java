package dev.ferry.guest.kvm;

import dev.ferry.testkit.guest.PlatformBalloonContractTest;
import dev.ferry.workload.GuestPlatform;
import java.util.concurrent.atomic.AtomicBoolean;

@NeedsKvm
class KvmBalloonContractTest extends PlatformBalloonContractTest {

    @Override
    protected GuestPlatform platform() {
        return new KvmGuestPlatform();
    }

    @Override
    protected long memoryBytes() {
        return 16 << 20;
    }

    @Override
    protected long ask(long pages) {
        return ((KvmBalloon) balloon()).press(pages);
    }

    @Override
    protected boolean duringInflation(Runnable action) {
        KvmGuest guest = (KvmGuest) guest();
        AtomicBoolean done = new AtomicBoolean();
        guest.discardBy(() -> true, run -> {
            guest.memory().discard(run);
            if (!done.getAndSet(true)) {
                action.run();
            }
        });
        return true;
    }
}
