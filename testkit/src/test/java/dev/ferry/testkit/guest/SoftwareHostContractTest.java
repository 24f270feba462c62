package dev.ferry.testkit.guest;

import dev.ferry.api.guest.GuestHost;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.testkit.guest.GuestHostContractTest;

class SoftwareHostContractTest extends GuestHostContractTest {

    @Override
    protected GuestHost host() {
        return new SoftwareGuestPlatform();
    }

    @Override
    protected MemoryGeometry geometry() {
        return new SoftwareGuestPlatform().geometry(32 << 20);
    }

    @Override
    protected MemoryGeometry impossible() {
        return MemoryGeometry.flat(1 << 30, 1 << 20);
    }
}
