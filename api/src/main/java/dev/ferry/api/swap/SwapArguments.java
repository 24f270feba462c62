package dev.ferry.api.swap;

import dev.ferry.api.memory.PageRun;
import java.lang.foreign.MemorySegment;

/** What each swap device checks before it does anything, so that all of them say the same. */
public final class SwapArguments {

    private SwapArguments() {}

    /**
     * Checks what is handed to {@link SwapDevice#write} or {@link SwapDevice#read}.
     *
     * @throws IllegalArgumentException where a slot is none of the device, or the memory is not native or does not have
     *         the size of the slots
     */
    public static void requireBatch(SwapDevice device, long[] slots, MemorySegment memory) {
        for (long slot : slots) {
            if (slot < 0 || slot >= device.slotCount()) {
                throw new IllegalArgumentException(
                        "slot " + slot + " is not from 0 to " + (device.slotCount() - 1));
            }
        }
        long bytes = (long) slots.length * device.slotBytes();
        if (memory.byteSize() != bytes) {
            throw new IllegalArgumentException("memory of " + memory.byteSize() + " bytes for " + slots.length
                    + " slots of " + device.slotBytes() + ", which is " + bytes);
        }
        if (!memory.isNative()) {
            throw new IllegalArgumentException(
                    "memory on the heap: " + memory + ", allowed is native memory");
        }
    }

    /**
     * Checks what is handed to {@link SwapDevice#free}.
     *
     * @throws IllegalArgumentException where the run ends beyond the device
     */
    public static void requireRun(SwapDevice device, PageRun slots) {
        if (slots.end() > device.slotCount()) {
            throw new IllegalArgumentException("slots " + slots.first() + " to " + (slots.end() - 1)
                    + " are not all from 0 to " + (device.slotCount() - 1));
        }
    }

    /**
     * Checks what is handed to {@link SwapDevice#takeOver}.
     *
     * @throws IllegalArgumentException where no holder ever had that epoch
     */
    public static void requireEpoch(long epoch) {
        if (epoch < 1) {
            throw new IllegalArgumentException(
                    "epoch " + epoch + ", allowed are those from 1 that a holder has told");
        }
    }
}
