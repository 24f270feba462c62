package dev.ferry.guest.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.PageRun;
import dev.ferry.workload.Workload;
import dev.ferry.workload.WorkloadState;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExecutionStateTest {

    private static final long MEMORY_BYTES = 16L << 20;
    private static final PageRun PAGES = new PageRun(16, 8);

    @Test
    void readsWhatItWrote() {
        ExecutionState state = state(5);

        ExecutionState read = ExecutionState.fromBytes(state.toBytes());

        assertThat(read.memoryBytes()).isEqualTo(MEMORY_BYTES);
        assertThat(read.workload()).isEqualTo(state.workload());
        assertThat(read.cpu().keySet()).containsExactly(CpuSection.values());
        state.cpu().forEach((section, contents) -> assertThat(read.cpu().get(section)).isEqualTo(contents));
    }

    @Test
    void refusesEveryPrefix() {
        byte[] bytes = state(5).toBytes();

        for (int length = 0; length < bytes.length; length++) {
            byte[] prefix = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> ExecutionState.fromBytes(prefix)).as("%d bytes", length)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesBytesAfterTheState() {
        byte[] bytes = state(5).toBytes();

        assertThatThrownBy(() -> ExecutionState.fromBytes(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("bytes after the state");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 12, 16, 20})
    void refusesOtherHeader(int offset) {
        byte[] bytes = state(5).toBytes();
        bytes[offset + 3] ^= 0x40;

        assertThatThrownBy(() -> ExecutionState.fromBytes(bytes))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesTheVersionItDoesNotKnow() {
        byte[] bytes = state(5).toBytes();
        bytes[4] = 9;

        assertThatThrownBy(() -> ExecutionState.fromBytes(bytes))
                .hasMessage("execution state of a KVM guest: version is 0x9, not 0x1");
    }

    @Test
    void refusesNoise() {
        long seed = 20261120;
        Random random = new Random(seed);

        for (int round = 0; round < 1000; round++) {
            byte[] noise = new byte[random.nextInt(6000)];
            random.nextBytes(noise);
            assertThatThrownBy(() -> ExecutionState.fromBytes(noise)).as("seed %d, round %d", seed, round)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesRegistersThatContradictTheWorkload() {
        ExecutionState state = state(5);
        state.registers().set(Registers.Register.RBX, 6);

        assertThatThrownBy(() -> ExecutionState.fromBytes(state.toBytes()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("RBX");
    }

    @Test
    void refusesWorkloadOutsideTheMemory() {
        PageRun outside = new PageRun(MEMORY_BYTES / 4096, 8);
        Workload workload = Workload.sequential(7, outside, outside, 0);
        ExecutionState state = new ExecutionState(MEMORY_BYTES, WorkloadState.initial(workload),
                state(0).cpu());

        assertThatThrownBy(() -> ExecutionState.fromBytes(state.toBytes()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("to use");
    }

    private static ExecutionState state(long steps) {
        Workload workload = Workload.sequential(7, PAGES, PAGES, 1000);
        Registers registers = Registers.zeroed();
        GuestProgram.begin(registers, workload);
        registers.set(Registers.Register.RBX, steps);
        Map<CpuSection, byte[]> cpu = new EnumMap<>(CpuSection.class);
        for (CpuSection section : CpuSection.values()) {
            byte[] contents = new byte[section.bytes];
            Arrays.fill(contents, (byte) section.ordinal());
            cpu.put(section, contents);
        }
        cpu.put(CpuSection.REGISTERS, registers.toBytes());
        return new ExecutionState(MEMORY_BYTES, new WorkloadState(workload, List.of(steps)), cpu);
    }
}
