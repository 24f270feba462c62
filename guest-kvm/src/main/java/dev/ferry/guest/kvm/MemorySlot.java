package dev.ferry.guest.kvm;

import dev.ferry.api.memory.MemoryGeometry.Region;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.memory.linux.nativecall.Descriptor;
import dev.ferry.memory.linux.nativecall.Ioctl;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * One region of the guest's memory as KVM knows it.
 *
 * @param machine the virtual machine
 * @param number of the slot
 * @param region where the guest sees it
 * @param firstPage the index of its first page
 * @param hostAddress where it lies in this process
 */
record MemorySlot(Descriptor machine, int number, Region region, long firstPage, long hostAddress) {

    /** {@code struct kvm_userspace_memory_region}. */
    static final int REGION_BYTES = 32;
    /** {@code struct kvm_dirty_log}. */
    static final int DIRTY_LOG_BYTES = 16;

    static final Ioctl SET_USER_MEMORY_REGION = Ioctl.write("KVM_SET_USER_MEMORY_REGION", Kvm.TYPE, 0x46,
            REGION_BYTES);
    static final Ioctl GET_DIRTY_LOG = Ioctl.write("KVM_GET_DIRTY_LOG", Kvm.TYPE, 0x42, DIRTY_LOG_BYTES);

    private static final int LOG_DIRTY_PAGES = 1;

    /** Gives the region to the guest, or turns the log of its writes on or off where the guest has it. */
    void map(boolean logDirtyPages) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment struct = arena.allocate(REGION_BYTES, Long.BYTES);
            struct.set(Struct.U32, 0, number);
            struct.set(Struct.U32, 4, logDirtyPages ? LOG_DIRTY_PAGES : 0);
            struct.set(Struct.U64, 8, region.guestPhysicalAddress());
            struct.set(Struct.U64, 16, region.pageCount() * GuestLayout.PAGE_BYTES);
            struct.set(Struct.U64, 24, hostAddress);
            SET_USER_MEMORY_REGION.call(machine, struct);
        }
    }

    /**
     * Adds the pages that the guest has written since the last call, or since the log is on; goes on logging.
     */
    void collectDirty(PageBitmap dirty) {
        try (Arena arena = Arena.ofConfined()) {
            long words = Math.ceilDiv(region.pageCount(), Long.SIZE);
            MemorySegment bitmap = arena.allocate(words * Long.BYTES, Long.BYTES);
            MemorySegment struct = arena.allocate(DIRTY_LOG_BYTES, Long.BYTES);
            struct.set(Struct.U32, 0, number);
            struct.set(Struct.U64, 8, bitmap.address());
            GET_DIRTY_LOG.call(machine, struct);
            for (long word = 0; word < words; word++) {
                addMembers(dirty, firstPage + word * Long.SIZE, bitmap.getAtIndex(Struct.U64, word));
            }
        }
    }

    /** Adds the pages from {@code first} on whose bits are set, run by run. */
    private static void addMembers(PageBitmap dirty, long first, long bits) {
        long page = first;
        long rest = bits;
        while (rest != 0) {
            int gap = Long.numberOfTrailingZeros(rest);
            int count = Long.numberOfTrailingZeros(~(rest >>> gap));
            dirty.add(page + gap, count);
            page += gap + count;
            rest = gap + count < Long.SIZE ? rest >>> (gap + count) : 0;
        }
    }
}
