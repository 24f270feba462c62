package dev.ferry.guest.kvm;

import java.lang.foreign.MemorySegment;

/**
 * View of a {@code struct kvm_regs} (linux/arch/x86/include/uapi/asm/kvm.h): the general registers of a
 * virtual CPU.
 *
 * @param struct {@link #BYTES} long
 */
record Registers(MemorySegment struct) {

    /** The registers in the order of the struct. */
    enum Register {
        RAX, RBX, RCX, RDX, RSI, RDI, RSP, RBP, R8, R9, R10, R11, R12, R13, R14, R15, RIP, RFLAGS
    }

    static final int BYTES = 144;

    /** All registers zero. */
    static Registers zeroed() {
        return new Registers(MemorySegment.ofArray(new byte[BYTES]));
    }

    long get(Register register) {
        return struct.get(Struct.U64, offsetBytes(register));
    }

    void set(Register register, long value) {
        struct.set(Struct.U64, offsetBytes(register), value);
    }

    byte[] toBytes() {
        return struct.toArray(Struct.U8);
    }

    /**
     * Throws IllegalArgumentException where a register is not from {@code min} to {@code max}, both included.
     */
    void require(Register register, long min, long max) {
        long value = get(register);
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "register %s is 0x%x, not from 0x%x to 0x%x".formatted(register, value, min, max));
        }
    }

    private static long offsetBytes(Register register) {
        return (long) register.ordinal() * Long.BYTES;
    }
}
