package dev.ferry.memory.linux.guest;

import dev.ferry.api.guest.GuestHost;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.testkit.guest.GuestHostContractTest;
import dev.ferry.memory.linux.NeedsUserfaultfd;
@NeedsUserfaultfd
class LinuxGuestHostContractTest extends GuestHostContractTest {

    @Override
    protected GuestHost host() {
        return new LinuxGuestPlatform();
    }

    @Override
    protected MemoryGeometry geometry() {
        return new LinuxGuestPlatform().geometry(32 << 20);
    }

    @Override
    protected MemoryGeometry impossible() {
        return MemoryGeometry.flat(4096, 1L << 40);
    }
}
