package dev.ferry.guest.kvm;

import dev.ferry.workload.WorkloadState;
import java.lang.foreign.MemorySegment;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.Map;

/**
 * What travels beside the memory: what the guest does and the state of its CPU. As bytes, little-endian:
 *
 * <pre>
 *   u32 magic   u32 version   u64 bytes of memory
 *   u32 length   workload state
 *   u32 length   struct           for each {@link CpuSection}, in order
 * </pre>
 *
 * @param memoryBytes how much memory the guest has
 * @param workload what it does, and the steps done
 * @param cpu the state of its CPU
 */
record ExecutionState(long memoryBytes, WorkloadState workload, Map<CpuSection, byte[]> cpu) {

    private static final int MAGIC = 0x4D564B46;
    private static final int VERSION = 1;

    byte[] toBytes() {
        byte[] work = workload.toBytes();
        int cpuBytes = cpu.values().stream().mapToInt(contents -> Integer.BYTES + contents.length).sum();
        ByteBuffer out = littleEndian(new byte[2 * Integer.BYTES + Long.BYTES + Integer.BYTES + work.length
                + cpuBytes]);
        out.putInt(MAGIC).putInt(VERSION).putLong(memoryBytes);
        out.putInt(work.length).put(work);
        cpu.forEach((section, contents) -> out.putInt(contents.length).put(contents));
        return out.array();
    }

    /**
     * Reads what {@link #toBytes} wrote, and checks that its parts agree.
     *
     * @throws IllegalArgumentException where it is something else, with the field
     */
    static ExecutionState fromBytes(byte[] bytes) {
        ByteBuffer in = littleEndian(bytes);
        try {
            require("magic number", in.getInt(), MAGIC);
            require("version", in.getInt(), VERSION);
            long memoryBytes = in.getLong();
            WorkloadState workload = WorkloadState.fromBytes(readBytes(in, in.getInt()));
            Map<CpuSection, byte[]> cpu = new EnumMap<>(CpuSection.class);
            for (CpuSection section : CpuSection.values()) {
                require("length of " + section, in.getInt(), section.bytes);
                cpu.put(section, readBytes(in, section.bytes));
            }
            require("count of bytes after the state", in.remaining(), 0);
            return new ExecutionState(memoryBytes, workload, cpu).checked();
        } catch (BufferUnderflowException tooShort) {
            throw new IllegalArgumentException(
                    "execution state of a KVM guest: only " + bytes.length + " bytes",
                    tooShort);
        }
    }

    /** The general registers. */
    Registers registers() {
        return new Registers(MemorySegment.ofArray(cpu.get(CpuSection.REGISTERS)));
    }

    private ExecutionState checked() {
        GuestLayout layout = GuestLayout.ofSize(memoryBytes);
        layout.requireUsable(workload.workload());
        GuestProgram.check(registers(), workload.workload(), workload.steps().getFirst());
        return this;
    }

    private static byte[] readBytes(ByteBuffer in, int count) {
        if (count < 0 || count > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[count];
        in.get(bytes);
        return bytes;
    }

    private static void require(String field, int value, int allowed) {
        if (value != allowed) {
            throw new IllegalArgumentException("execution state of a KVM guest: %s is 0x%x, not 0x%x"
                    .formatted(field, value, allowed));
        }
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
