package dev.ferry.guest.kvm;

import java.lang.foreign.MemorySegment;

/**
 * View of a {@code struct kvm_sregs} (linux/arch/x86/include/uapi/asm/kvm.h): segments, tables and control
 * registers of a virtual CPU.
 *
 * @param struct {@link #BYTES} long
 */
record SpecialRegisters(MemorySegment struct) {

    static final int BYTES = 312;

    static final int SEGMENT_BYTES = 24;
    static final int CS = 0;
    static final int SS = 120;
    /** ds, es, fs, gs and ss, which all get the same contents. */
    private static final int[] DATA_SEGMENTS = {24, 48, 72, 96, SS};

    static final int CR0 = 224;
    static final int CR3 = 240;
    static final int CR4 = 248;
    static final int EFER = 264;

    /** Protection, coprocessor, write protection and paging are on (Intel SDM volume 3A, section 2.5). */
    private static final long CR0_PAGING = 0x8005_0033L;
    /** Physical address extension, which long mode asks for. */
    private static final long CR4_PAE = 0x20;
    /** Long mode is enabled and active. */
    private static final long EFER_LONG_MODE = 0x500;

    private static final int CODE_SELECTOR = 0x33;
    /** Execute and read, accessed. */
    private static final int CODE_TYPE = 11;
    private static final int DATA_SELECTOR = 0x2B;
    /** Read and write, accessed. */
    private static final int DATA_TYPE = 3;
    private static final int USER_PRIVILEGE = 3;

    /**
     * 64-bit mode at CPL 3, with the page tables at {@code pageTables}. What is not set here stays as it was.
     */
    void enterLongMode(long pageTables) {
        setSegment(CS, CODE_SELECTOR, CODE_TYPE, true);
        for (int segment : DATA_SEGMENTS) {
            setSegment(segment, DATA_SELECTOR, DATA_TYPE, false);
        }
        struct.set(Struct.U64, CR0, CR0_PAGING);
        struct.set(Struct.U64, CR3, pageTables);
        struct.set(Struct.U64, CR4, CR4_PAE);
        struct.set(Struct.U64, EFER, EFER_LONG_MODE);
    }

    /** Fills a {@code struct kvm_segment} that spans all addresses. */
    private void setSegment(int offset, int selector, int type, boolean longMode) {
        MemorySegment segment = struct.asSlice(offset, SEGMENT_BYTES).fill((byte) 0);
        segment.set(Struct.U32, 8, -1);
        segment.set(Struct.U16, 12, (short) selector);
        segment.set(Struct.U8, 14, (byte) type);
        setFlag(segment, 15, true);
        segment.set(Struct.U8, 16, (byte) USER_PRIVILEGE);
        setFlag(segment, 17, !longMode);
        setFlag(segment, 18, true);
        setFlag(segment, 19, longMode);
        setFlag(segment, 20, true);
    }

    private static void setFlag(MemorySegment segment, int offset, boolean value) {
        segment.set(Struct.U8, offset, (byte) (value ? 1 : 0));
    }
}
