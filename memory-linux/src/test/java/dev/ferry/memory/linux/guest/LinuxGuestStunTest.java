package dev.ferry.memory.linux.guest;

import dev.ferry.memory.linux.NeedsUserfaultfd;
import dev.ferry.testkit.guest.StunContractTest;
import dev.ferry.workload.GuestPlatform;

@NeedsUserfaultfd
class LinuxGuestStunTest extends StunContractTest {

    @Override
    protected GuestPlatform platform() {
        return new LinuxGuestPlatform();
    }
}
