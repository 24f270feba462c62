package dev.ferry.memory.linux.guest;

import dev.ferry.testkit.guest.PlatformControlContractTest;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.memory.linux.NeedsUserfaultfd;
@NeedsUserfaultfd
class LinuxGuestControlContractTest extends PlatformControlContractTest {

    @Override
    protected GuestPlatform platform() {
        return new LinuxGuestPlatform();
    }

    @Override
    protected long memoryBytes() {
        return 1 << 20;
    }
}
