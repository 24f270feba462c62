package dev.ferry.guest.kvm;

import java.lang.foreign.MemorySegment;

/**
 * View of a {@code struct kvm_run} (linux/include/uapi/linux/kvm.h), which the kernel shares with the thread
 * of a virtual CPU: why it left the guest, and whether it may enter it.
 *
 * @param struct the mapping of the virtual CPU
 */
record RunArea(MemorySegment struct) {

    static final int IMMEDIATE_EXIT = 1;
    static final int EXIT_REASON = 8;
    static final int IO_DIRECTION = 32;
    static final int IO_PORT = 34;
    static final int IO_DATA_OFFSET = 40;

    static final int EXIT_IO = 2;
    private static final byte IO_OUT = 1;

    /**
     * Makes the next {@code KVM_RUN} complete what is pending and return without entering the guest, or not.
     */
    void setImmediateExit(boolean immediate) {
        struct.set(Struct.U8, IMMEDIATE_EXIT, (byte) (immediate ? 1 : 0));
    }

    /** Why the last {@code KVM_RUN} that did not fail returned; stale where it failed. */
    int exitReason() {
        return struct.get(Struct.U32, EXIT_REASON);
    }

    /** The reason with its name, for those that end a guest of ours. */
    String describeExit() {
        int reason = exitReason();
        return switch (reason) {
            case 5 -> "HLT";
            case 6 -> "MMIO (no memory at the address)";
            case 8 -> "SHUTDOWN (a fault that nobody handles)";
            case 9 -> "FAIL_ENTRY";
            case 17 -> "INTERNAL_ERROR";
            default -> "reason " + reason;
        };
    }

    /** Whether an exit of {@link #EXIT_IO} is the guest's write to a port. */
    boolean isPortWrite() {
        return struct.get(Struct.U8, IO_DIRECTION) == IO_OUT;
    }

    /** Sets the 32 bits that the guest reads from a port, where that is why it left. */
    void setPortData(int data) {
        struct.set(Struct.U32, struct.get(Struct.U64, IO_DATA_OFFSET), data);
    }

    int port() {
        return Short.toUnsignedInt(struct.get(Struct.U16, IO_PORT));
    }
}
