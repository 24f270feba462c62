package dev.ferry.guest.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class KvmProbeTest {

    @Test
    void namesOtherSystems() {
        assertThat(new KvmProbe("Mac OS X", "aarch64", Kvm.DEVICE).missing()).hasValueSatisfying(
                reason -> assertThat(reason).contains("Linux on amd64")
                        .endsWith("this is Mac OS X on aarch64"));
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64", disabledReason = "opens a device of Linux")
    void saysWhatToDoWithoutDevice() {
        assertThat(new KvmProbe("Linux", "amd64", "/dev/no-such-device").missing()).hasValueSatisfying(
                reason -> assertThat(reason)
                        .startsWith("there is no /dev/no-such-device: load the kernel module"));
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64", disabledReason = "opens a device of Linux")
    void saysWhereDeviceIsNotKvm() {
        assertThat(new KvmProbe("Linux", "amd64", "/dev/null").missing()).hasValueSatisfying(
                reason -> assertThat(reason).contains("/dev/null does not work")
                        .contains("KVM_GET_API_VERSION"));
    }
}
