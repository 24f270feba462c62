package dev.ferry.guest.kvm;

import dev.ferry.api.guest.GuestHost;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.testkit.guest.GuestHostContractTest;

@NeedsKvm
class KvmHostContractTest extends GuestHostContractTest {

    @Override
    protected GuestHost host() {
        return new KvmGuestPlatform();
    }

    @Override
    protected MemoryGeometry geometry() {
        return new KvmGuestPlatform().geometry(32 << 20);
    }

    @Override
    protected MemoryGeometry impossible() {
        return MemoryGeometry.flat(2 << 20, 8);
    }
}
