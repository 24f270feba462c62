package dev.ferry.testkit.guest;

import dev.ferry.workload.GuestPlatform;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class SoftwareControlContractTest extends PlatformControlContractTest {

    @Parameter
    TrapKind trap;

    @Override
    protected GuestPlatform platform() {
        return new SoftwareGuestPlatform(4096, trap, 10);
    }

    @Override
    protected long memoryBytes() {
        return 1 << 20;
    }
}
