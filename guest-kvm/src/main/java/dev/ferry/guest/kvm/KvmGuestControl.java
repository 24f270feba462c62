package dev.ferry.guest.kvm;

import dev.ferry.api.guest.GuestControl;
import dev.ferry.memory.linux.nativecall.NativeCallException;
import dev.ferry.workload.Workload;
import dev.ferry.workload.WorkloadState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The hand on the switch of a KVM guest. */
final class KvmGuestControl implements GuestControl {

    private final GuestLayout layout;
    private final VirtualCpu cpu;
    private final VirtualCpuThread thread;
    private volatile Optional<Workload> workload = Optional.empty();

    KvmGuestControl(GuestLayout layout, VirtualCpu cpu, VirtualCpuThread thread) {
        this.layout = layout;
        this.cpu = cpu;
        this.thread = thread;
    }

    /** Makes a new guest begin with a workload, at the first {@link #resume()}. */
    void begin(Workload work) {
        Registers registers = Registers.zeroed();
        GuestProgram.begin(registers, work);
        thread.whilePaused(() -> {
            cpu.begin(registers, GuestLayout.PML4_ADDRESS);
            return take(WorkloadState.initial(work));
        });
    }

    /** How far the guest has come; exact while it is held or paused between two steps. */
    WorkloadState progress() {
        return new WorkloadState(workload(), List.of(thread.steps()));
    }

    @Override
    public void pause() {
        thread.pause();
    }

    @Override
    public void resume() {
        requireState();
        thread.resume();
    }

    @Override
    public byte[] saveState() {
        return thread.whilePaused(() -> {
            Map<CpuSection, byte[]> sections = cpu.save();
            return new ExecutionState(layout.geometry().memoryBytes(), progress(), sections).toBytes();
        });
    }

    @Override
    public void loadState(byte[] bytes) {
        ExecutionState state = ExecutionState.fromBytes(bytes);
        if (state.memoryBytes() != layout.geometry().memoryBytes()) {
            throw new IllegalArgumentException("the state of a KVM guest with " + state.memoryBytes()
                    + " bytes of memory, for one with " + layout.geometry().memoryBytes());
        }
        try {
            thread.whilePaused(() -> {
                cpu.load(state.cpu());
                return take(state.workload());
            });
        } catch (NativeCallException refused) {
            throw new IllegalArgumentException("the state of a KVM guest does not fit this CPU: "
                    + refused.getMessage(), refused);
        }
    }

    @Override
    public boolean stun(int percent) {
        thread.stun(percent);
        return true;
    }

    @Override
    public OptionalLong workDone() {
        return OptionalLong.of(thread.steps());
    }

    /** Throws IllegalStateException where nobody has told the guest yet what to do. */
    void requireState() {
        workload();
    }

    private Workload workload() {
        return workload.orElseThrow(() -> new IllegalStateException("this guest has no execution state yet"));
    }

    private WorkloadState take(WorkloadState state) {
        workload = Optional.of(state.workload());
        thread.begin(state.totalSteps(), state.workload().stepsPerSecond());
        return state;
    }
}
