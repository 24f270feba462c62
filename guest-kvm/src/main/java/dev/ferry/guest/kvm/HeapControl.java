package dev.ferry.guest.kvm;

import dev.ferry.workload.Heap;
import dev.ferry.workload.HeapLayout;
import dev.ferry.workload.Workload;
import java.lang.foreign.MemorySegment;

/**
 * The control page of a heap as the guest program has it: {@link HeapLayout} tells of the first words, the others are
 * the program's own.
 *
 * <pre>
 *   word 3   pages of the heap                  word 8   pages taken by processes
 *   word 4   address of the free ring           word 9   pages given back by processes
 *   word 5   address of the balloon's entries   word 10  pages taken by processes before the current one
 *   word 6   address of the used ring           word 11  pages that the balloon is about to take
 *   word 7   pages that a process takes
 * </pre>
 */
final class HeapControl {

    private HeapControl() {}

    /** The address of the control page; 0 where there is no heap. */
    static long address(Workload workload) {
        return workload.heap().map(heap -> address(layout(heap).control())).orElse(0L);
    }

    /** Where things lie in a heap of a KVM guest. Throws as {@link HeapLayout#of}. */
    static HeapLayout layout(Heap heap) {
        return HeapLayout.of(heap, GuestLayout.PAGE_BYTES);
    }

    /** Adds the program's own words, as they are before the first step, to the contents of the control page. */
    static void fill(Heap heap, MemorySegment page) {
        HeapLayout layout = layout(heap);
        page.setAtIndex(Struct.U64, 3, layout.pages().count());
        page.setAtIndex(Struct.U64, 4, address(layout.freeRing()));
        page.setAtIndex(Struct.U64, 5, address(layout.balloon()));
        page.setAtIndex(Struct.U64, 6, address(layout.usedRing()));
        page.setAtIndex(Struct.U64, 7, heap.processPages());
    }

    private static long address(long page) {
        return page * GuestLayout.PAGE_BYTES;
    }
}
