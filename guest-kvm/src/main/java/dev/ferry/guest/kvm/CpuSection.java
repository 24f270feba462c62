package dev.ferry.guest.kvm;

import dev.ferry.memory.linux.nativecall.Descriptor;
import dev.ferry.memory.linux.nativecall.Ioctl;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The parts of a virtual CPU's state, each one struct that KVM gives and takes as a whole; in the order in
 * which a new CPU takes them: what the mode of the CPU follows from comes first.
 */
enum CpuSection {
    /** {@code struct kvm_sregs}. */
    SPECIAL_REGISTERS("SREGS", 0x83, 0x84, SpecialRegisters.BYTES),
    /** {@code struct kvm_regs}. */
    REGISTERS("REGS", 0x81, 0x82, Registers.BYTES),
    /** {@code struct kvm_xsave}: floating point and vectors. */
    EXTENDED_STATE("XSAVE", 0xA4, 0xA5, 4096),
    /** {@code struct kvm_vcpu_events}: exceptions and interrupts under way. */
    EVENTS("VCPU_EVENTS", 0x9F, 0xA0, 64),
    /** {@code struct kvm_mp_state}: whether it is runnable or halted. */
    MULTIPROCESSING_STATE("MP_STATE", 0x98, 0x99, 4);

    final int bytes;
    final Ioctl get;
    final Ioctl set;

    CpuSection(String name, int getOrdinal, int setOrdinal, int bytes) {
        this.bytes = bytes;
        this.get = Ioctl.read("KVM_GET_" + name, Kvm.TYPE, getOrdinal, bytes);
        this.set = Ioctl.write("KVM_SET_" + name, Kvm.TYPE, setOrdinal, bytes);
    }

    /** Reads this part of a CPU that does not run. */
    byte[] read(Descriptor cpu) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment struct = arena.allocate(bytes, Long.BYTES);
            get.call(cpu, struct);
            return struct.toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /** Sets this part of a CPU that does not run. */
    void write(Descriptor cpu, byte[] contents) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment struct = arena.allocate(bytes, Long.BYTES);
            struct.copyFrom(MemorySegment.ofArray(contents));
            set.call(cpu, struct);
        }
    }
}
