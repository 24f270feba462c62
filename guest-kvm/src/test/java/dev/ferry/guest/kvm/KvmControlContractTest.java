package dev.ferry.guest.kvm;

import dev.ferry.testkit.guest.PlatformControlContractTest;
import dev.ferry.workload.GuestPlatform;

@NeedsKvm
class KvmControlContractTest extends PlatformControlContractTest {

    @Override
    protected GuestPlatform platform() {
        return new KvmGuestPlatform();
    }

    @Override
    protected long memoryBytes() {
        return 16 << 20;
    }
}
