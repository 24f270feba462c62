package dev.ferry.guest.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.guest.kvm.Registers.Register;
import dev.ferry.memory.linux.nativecall.Ioctl;
import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernel's binary interface, against numbers from its headers. */
class StructTest {

    @ParameterizedTest
    @MethodSource
    void makesTheNumbersOfTheKernel(Ioctl request, long number) {
        assertThat(request.number()).isEqualTo(number);
    }

    static Stream<Arguments> makesTheNumbersOfTheKernel() {
        return Stream.of(Arguments.of(Kvm.GET_API_VERSION, 0xae00L), Arguments.of(Kvm.CREATE_VM, 0xae01L),
                Arguments.of(Kvm.CHECK_EXTENSION, 0xae03L), Arguments.of(Kvm.GET_VCPU_MMAP_SIZE, 0xae04L),
                Arguments.of(Kvm.GET_SUPPORTED_CPUID, 0xc008ae05L),
                Arguments.of(VirtualCpu.CREATE_VCPU, 0xae41L),
                Arguments.of(MemorySlot.SET_USER_MEMORY_REGION, 0x4020ae46L),
                Arguments.of(MemorySlot.GET_DIRTY_LOG, 0x4010ae42L), Arguments.of(VirtualCpu.RUN, 0xae80L),
                Arguments.of(VirtualCpu.SET_CPUID2, 0x4008ae90L),
                Arguments.of(CpuSection.REGISTERS.get, 0x8090ae81L),
                Arguments.of(CpuSection.REGISTERS.set, 0x4090ae82L),
                Arguments.of(CpuSection.SPECIAL_REGISTERS.get, 0x8138ae83L),
                Arguments.of(CpuSection.SPECIAL_REGISTERS.set, 0x4138ae84L),
                Arguments.of(CpuSection.EXTENDED_STATE.get, 0x9000aea4L),
                Arguments.of(CpuSection.EXTENDED_STATE.set, 0x5000aea5L),
                Arguments.of(CpuSection.EVENTS.get, 0x8040ae9fL),
                Arguments.of(CpuSection.EVENTS.set, 0x4040aea0L),
                Arguments.of(CpuSection.MULTIPROCESSING_STATE.get, 0x8004ae98L),
                Arguments.of(CpuSection.MULTIPROCESSING_STATE.set, 0x4004ae99L));
    }

    @Test
    void keepsEachRegisterAtItsOffset() {
        Registers registers = Registers.zeroed();

        for (Register register : Register.values()) {
            registers.set(register, 100 + register.ordinal());
        }

        MemorySegment struct = registers.struct();
        assertThat(struct.byteSize()).isEqualTo(144).isEqualTo((long) Register.values().length * Long.BYTES);
        assertThat(struct.get(Struct.U64, 8)).isEqualTo(registers.get(Register.RBX));
        assertThat(struct.get(Struct.U64, 32)).isEqualTo(registers.get(Register.RSI));
        assertThat(struct.get(Struct.U64, 56)).isEqualTo(registers.get(Register.RBP));
        assertThat(struct.get(Struct.U64, 64)).isEqualTo(registers.get(Register.R8));
        assertThat(struct.get(Struct.U64, 120)).isEqualTo(registers.get(Register.R15));
        assertThat(struct.get(Struct.U64, 128)).isEqualTo(registers.get(Register.RIP));
        assertThat(struct.get(Struct.U64, 136)).isEqualTo(registers.get(Register.RFLAGS));
    }

    @Test
    void entersLongModeWithoutPrivilege() {
        MemorySegment struct = MemorySegment.ofArray(new byte[SpecialRegisters.BYTES]);

        new SpecialRegisters(struct).enterLongMode(0x2000);

        assertSegment(struct, 0, 0x33, 11, false);
        for (int segment : new int[]{24, 48, 72, 96, 120}) {
            assertSegment(struct, segment, 0x2B, 3, true);
        }
        assertThat(struct.get(Struct.U64, 224)).as("cr0").isEqualTo(0x80050033L);
        assertThat(struct.get(Struct.U64, 240)).as("cr3").isEqualTo(0x2000);
        assertThat(struct.get(Struct.U64, 248)).as("cr4").isEqualTo(0x20);
        assertThat(struct.get(Struct.U64, 264)).as("efer").isEqualTo(0x500);
    }

    private static void assertSegment(MemorySegment struct, int offset, int selector, int type,
            boolean data) {
        assertThat(struct.get(Struct.U64, offset)).as("base").isZero();
        assertThat(struct.get(Struct.U32, offset + 8)).as("limit").isEqualTo(-1);
        assertThat(struct.get(Struct.U16, offset + 12)).as("selector").isEqualTo((short) selector);
        assertThat(struct.asSlice(offset + 14, 10).toArray(Struct.U8)).as("type, present, dpl, db, s, l, g")
                .containsExactly(type, 1, 3, data ? 1 : 0, 1, data ? 0 : 1, 1, 0, 0, 0);
    }

    @Test
    void readsWhyTheCpuLeftTheGuest() {
        MemorySegment struct = MemorySegment.ofArray(new byte[4096]);
        RunArea runArea = new RunArea(struct);
        struct.set(Struct.U32, 8, 2);
        struct.set(Struct.U8, 32, (byte) 1);
        struct.set(Struct.U16, 34, (short) 0xFFF0);

        runArea.setImmediateExit(true);

        assertThat(runArea.exitReason()).isEqualTo(RunArea.EXIT_IO);
        assertThat(runArea.isPortWrite()).isTrue();
        assertThat(runArea.port()).isEqualTo(0xFFF0);
        assertThat(struct.get(Struct.U8, 1)).isEqualTo((byte) 1);
    }

    @ParameterizedTest
    @EnumSource
    void knowsHowLongEachSectionIs(CpuSection section) {
        assertThat(section.get.number() >> 16 & 0x3FFF).isEqualTo(section.bytes);
        assertThat(section.set.number() >> 16 & 0x3FFF).isEqualTo(section.bytes);
    }
}
