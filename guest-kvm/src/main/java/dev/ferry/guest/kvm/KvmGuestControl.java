package dev.ferry.guest.kvm;

import dev.ferry.api.guest.GuestControl;
import dev.ferry.memory.linux.nativecall.NativeCallException;
import dev.ferry.workload.Heap;
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
    private final KvmBalloon balloon;
    private volatile Optional<Workload> workload = Optional.empty();

    KvmGuestControl(GuestLayout layout, VirtualCpu cpu, VirtualCpuThread thread, KvmBalloon balloon) {
        this.layout = layout;
        this.cpu = cpu;
        this.thread = thread;
        this.balloon = balloon;
    }

    /** Makes a new guest begin with a workload, at the first {@link #resume()}. */
    void begin(Workload work) {
        Registers registers = Registers.zeroed();
        GuestProgram.begin(registers, work);
        thread.whilePaused(() -> {
            cpu.begin(registers, GuestLayout.PML4_ADDRESS);
            return take(WorkloadState.initial(work), true);
        });
    }

    /** How far the guest has come; exact while it is held or paused between two steps. */
    WorkloadState progress() {
        Workload work = workload();
        long steps = thread.steps();
        boolean hasProcesses = work.heap().filter(Heap::hasProcesses).isPresent();
        return new WorkloadState(work, hasProcesses ? List.of(steps, steps) : List.of(steps));
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
                return take(state.workload(), false);
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

    /** What the guest does; throws as {@link #requireState}. */
    Workload workload() {
        return workload.orElseThrow(() -> new IllegalStateException("this guest has no execution state yet"));
    }

    private WorkloadState take(WorkloadState state, boolean isNew) {
        state.workload().heap().ifPresent(heap -> balloon.begin(HeapControl.layout(heap), isNew));
        workload = Optional.of(state.workload());
        thread.begin(state.steps().getFirst(), state.workload().stepsPerSecond());
        return state;
    }
}
