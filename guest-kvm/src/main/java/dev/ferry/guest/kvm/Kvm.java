package dev.ferry.guest.kvm;

import dev.ferry.memory.linux.nativecall.Descriptor;
import dev.ferry.memory.linux.nativecall.Ioctl;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The device {@code /dev/kvm} (linux/include/uapi/linux/kvm.h; Documentation/virt/kvm/api.rst). */
final class Kvm implements AutoCloseable {

    static final String DEVICE = "/dev/kvm";
    /** The only version since Linux 2.6.22. */
    static final long API_VERSION = 12;

    /** {@code struct kvm_cpuid2} without its entries: their count. */
    static final int CPUID_HEADER_BYTES = 8;
    /** {@code struct kvm_cpuid_entry2}. */
    private static final int CPUID_ENTRY_BYTES = 40;
    /** As many as KVM gives at most. */
    private static final int MAX_CPUID_ENTRIES = 256;

    /** The ioctl type of KVM. */
    static final int TYPE = 0xAE;

    static final Ioctl GET_API_VERSION = Ioctl.none("KVM_GET_API_VERSION", TYPE, 0x00);
    static final Ioctl CREATE_VM = Ioctl.none("KVM_CREATE_VM", TYPE, 0x01);
    static final Ioctl CHECK_EXTENSION = Ioctl.none("KVM_CHECK_EXTENSION", TYPE, 0x03);
    static final Ioctl GET_VCPU_MMAP_SIZE = Ioctl.none("KVM_GET_VCPU_MMAP_SIZE", TYPE, 0x04);
    static final Ioctl GET_SUPPORTED_CPUID = Ioctl.readWrite("KVM_GET_SUPPORTED_CPUID", TYPE, 0x05,
            CPUID_HEADER_BYTES);

    private static final int CAP_IMMEDIATE_EXIT = 136;

    private final Descriptor device;

    private Kvm(Descriptor device) {
        this.device = device;
    }

    static Kvm open(String device) {
        return new Kvm(Descriptor.open(device, Descriptor.READ_WRITE | Descriptor.CLOSE_ON_EXEC));
    }

    long apiVersion() {
        return GET_API_VERSION.call(device, 0);
    }

    /** Whether a virtual CPU can be paused without a race, as it is since Linux 4.12. */
    boolean hasImmediateExit() {
        return CHECK_EXTENSION.call(device, CAP_IMMEDIATE_EXIT) > 0;
    }

    Descriptor createVirtualMachine() {
        return new Descriptor(CREATE_VM.call(device, 0));
    }

    /** How long the mapping of a virtual CPU's {@code struct kvm_run} is. */
    long runAreaBytes() {
        return GET_VCPU_MMAP_SIZE.call(device, 0);
    }

    /** A {@code struct kvm_cpuid2} of all that a guest's CPU can be on this host. */
    MemorySegment supportedCpuid(Arena arena) {
        MemorySegment cpuid = arena.allocate(
                CPUID_HEADER_BYTES + (long) MAX_CPUID_ENTRIES * CPUID_ENTRY_BYTES,
                Long.BYTES);
        cpuid.set(Struct.U32, 0, MAX_CPUID_ENTRIES);
        GET_SUPPORTED_CPUID.call(device, cpuid);
        return cpuid;
    }

    @Override
    public void close() {
        device.close();
    }
}
