package dev.ferry.guest.kvm;

import dev.ferry.testkit.guest.StunContractTest;
import dev.ferry.workload.GuestPlatform;

@NeedsKvm
class KvmGuestStunTest extends StunContractTest {

    @Override
    protected GuestPlatform platform() {
        return new KvmGuestPlatform();
    }
}
