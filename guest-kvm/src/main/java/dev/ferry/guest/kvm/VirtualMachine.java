package dev.ferry.guest.kvm;

import dev.ferry.api.memory.MemoryGeometry.Region;
import dev.ferry.api.memory.PageRun;
import dev.ferry.memory.linux.GuestMemory;
import dev.ferry.memory.linux.nativecall.Descriptor;
import dev.ferry.memory.linux.nativecall.NativeMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** A virtual machine of KVM: a CPU, and memory that belongs to somebody else. Closed before the memory. */
final class VirtualMachine implements AutoCloseable {

    private final GuestMemory memory;
    private final Descriptor machine;
    private final VirtualCpu cpu;
    private final DirtyLog dirtyLog;

    /** Makes a machine with this memory: the pages may be missing. */
    VirtualMachine(GuestMemory memory) {
        this.memory = memory;
        try (Kvm kvm = Kvm.open(Kvm.DEVICE)) {
            machine = kvm.createVirtualMachine();
            try {
                List<MemorySlot> slots = slots();
                slots.forEach(slot -> slot.map(false));
                dirtyLog = new DirtyLog(slots, memory.geometry().pageCount());
                cpu = new VirtualCpu(kvm, machine);
            } catch (RuntimeException refused) {
                machine.close();
                throw refused;
            }
        }
    }

    private List<MemorySlot> slots() {
        List<MemorySlot> slots = new ArrayList<>();
        long firstPage = 0;
        for (Region region : memory.geometry().regions()) {
            slots.add(
                    new MemorySlot(machine, slots.size(), region, firstPage, memory.hostAddress(firstPage)));
            firstPage += region.pageCount();
        }
        return List.copyOf(slots);
    }

    GuestMemory memory() {
        return memory;
    }

    VirtualCpu cpu() {
        return cpu;
    }

    DirtyLog dirtyLog() {
        return dirtyLog;
    }

    /** Writes into a page, as a device would; by a downcall, since it may have to wait for the page. */
    void write(long page, long offsetBytes, MemorySegment contents) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(contents.byteSize()).copyFrom(contents);
            NativeMemory.copy(memory.hostAddress(page) + offsetBytes, bytes.address(), bytes.byteSize());
        }
        dirtyLog.wrote(new PageRun(page, 1));
    }

    @Override
    public void close() {
        cpu.close();
        machine.close();
    }
}
