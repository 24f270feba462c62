package dev.ferry.memory.linux.nativecall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.memory.linux.OnLinux;
import org.junit.jupiter.api.Test;

class IoctlTest {

    @Test
    void makesNumbersAsTheMacrosDo() {
        assertThat(Ioctl.none("KVM_RUN", 0xAE, 0x80).number()).isEqualTo(0xae80);
        assertThat(Ioctl.read("KVM_GET_REGS", 0xAE, 0x81, 144).number()).isEqualTo(0x8090ae81L);
        assertThat(Ioctl.write("KVM_SET_REGS", 0xAE, 0x82, 144).number()).isEqualTo(0x4090ae82L);
        assertThat(Ioctl.readWrite("UFFDIO_API", 0xAA, 0x3F, 24).number()).isEqualTo(0xc018aa3fL);
    }

    @Test
    @OnLinux
    void namesTheRequestWhereItFails() {
        Ioctl run = Ioctl.none("KVM_RUN", 0xAE, 0x80);
        try (Descriptor event = Descriptor.event()) {
            assertThatThrownBy(() -> run.call(event, 0)).hasMessageContaining("ioctl KVM_RUN(")
                    .hasMessageEndingWith("failed: ENOTTY (25)");
        }
    }
}
