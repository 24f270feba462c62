package dev.ferry.guest.kvm;

import dev.ferry.memory.linux.nativecall.Descriptor;
import dev.ferry.memory.linux.nativecall.Errno;
import dev.ferry.memory.linux.nativecall.Ioctl;
import dev.ferry.memory.linux.nativecall.NativeCallException;
import dev.ferry.memory.linux.nativecall.NativeMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;

/** One virtual CPU of KVM. For one thread at a time; closed after the thread that runs it has ended. */
final class VirtualCpu implements AutoCloseable {

    static final Ioctl CREATE_VCPU = Ioctl.none("KVM_CREATE_VCPU", Kvm.TYPE, 0x41);
    static final Ioctl SET_CPUID2 = Ioctl.write("KVM_SET_CPUID2", Kvm.TYPE, 0x90, Kvm.CPUID_HEADER_BYTES);
    static final Ioctl RUN = Ioctl.none("KVM_RUN", Kvm.TYPE, 0x80);

    private static final Exit INTERRUPTED = new Exit.Interrupted();

    private final Descriptor cpu;
    private final Arena arena;
    private final RunArea runArea;

    /** Makes the only CPU of a virtual machine, able to do all that the host's CPU can. */
    VirtualCpu(Kvm kvm, Descriptor machine) {
        cpu = new Descriptor(CREATE_VCPU.call(machine, 0));
        arena = Arena.ofShared();
        try {
            MemorySegment shared = NativeMemory.map(arena, kvm.runAreaBytes(), NativeMemory.SHARED,
                    cpu.number(), 0);
            runArea = new RunArea(shared);
            SET_CPUID2.call(cpu, kvm.supportedCpuid(arena));
        } catch (RuntimeException refused) {
            close();
            throw refused;
        }
    }

    /**
     * Runs the guest until there is something to do. Blocks; ended by {@link #setImmediateExit} and a signal.
     */
    Exit run() {
        long result = RUN.attempt(cpu, 0);
        if (Errno.EINTR.is(result)) {
            return INTERRUPTED;
        }
        if (result < 0) {
            return new Exit.Broken(new NativeCallException("ioctl KVM_RUN", result).getMessage());
        }
        if (runArea.exitReason() == RunArea.EXIT_IO) {
            return runArea.isPortWrite()
                    ? new Exit.PortWrite(runArea.port())
                    : new Exit.PortRead(runArea.port());
        }
        return new Exit.Broken("KVM cannot run it on: exit " + runArea.describeExit());
    }

    /** Sets what the guest reads from a port; after {@link #run} has returned that it reads one. */
    void answer(int data) {
        runArea.setPortData(data);
    }

    /**
     * Whether {@link #run} only completes what is pending. Any thread: it closes the race with a late signal.
     */
    void setImmediateExit(boolean immediate) {
        runArea.setImmediateExit(immediate);
    }

    /** The general registers as they are now; a copy. */
    Registers registers() {
        return new Registers(MemorySegment.ofArray(CpuSection.REGISTERS.read(cpu)));
    }

    /** Goes to the first instruction of a program with these registers, in 64-bit mode at CPL 3. */
    void begin(Registers registers, long pageTables) {
        byte[] special = CpuSection.SPECIAL_REGISTERS.read(cpu);
        new SpecialRegisters(MemorySegment.ofArray(special)).enterLongMode(pageTables);
        CpuSection.SPECIAL_REGISTERS.write(cpu, special);
        CpuSection.REGISTERS.write(cpu, registers.toBytes());
    }

    /** All its state. No use of a port must be pending: it would be lost. */
    Map<CpuSection, byte[]> save() {
        Map<CpuSection, byte[]> sections = new EnumMap<>(CpuSection.class);
        for (CpuSection section : CpuSection.values()) {
            sections.put(section, section.read(cpu));
        }
        return sections;
    }

    /** Takes over what {@link #save} gave. No use of a port must be pending: it would change what is set. */
    void load(Map<CpuSection, byte[]> sections) {
        sections.forEach((section, contents) -> section.write(cpu, contents));
    }

    @Override
    public void close() {
        arena.close();
        cpu.close();
    }
}
