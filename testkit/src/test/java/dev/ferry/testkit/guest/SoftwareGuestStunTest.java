package dev.ferry.testkit.guest;

import dev.ferry.workload.GuestPlatform;

class SoftwareGuestStunTest extends StunContractTest {

    @Override
    protected GuestPlatform platform() {
        return new SoftwareGuestPlatform();
    }
}
