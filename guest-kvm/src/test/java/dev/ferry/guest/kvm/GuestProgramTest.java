package dev.ferry.guest.kvm;

import static dev.ferry.guest.kvm.Registers.Register.R12;
import static dev.ferry.guest.kvm.Registers.Register.RBX;
import static dev.ferry.guest.kvm.Registers.Register.RFLAGS;
import static dev.ferry.guest.kvm.Registers.Register.RIP;
import static dev.ferry.guest.kvm.Registers.Register.RSI;
import static dev.ferry.guest.kvm.Registers.Register.RSP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ferry.api.memory.PageRun;
import dev.ferry.workload.Heap;
import dev.ferry.workload.Task;
import dev.ferry.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuestProgramTest {

    private static final PageRun PAGES = new PageRun(16, 8);

    @TempDir
    private Path directory;

    @Test
    void hasTheBytesOfItsListing() throws Exception {
        Path objdump = Path.of("/usr/bin/objdump");
        assumeTrue(Files.isExecutable(objdump), "objdump (binutils) is not installed");

        assertThat(disassemble(objdump)).isEqualTo(instructionsOfListing());
    }

    @Test
    void beginsAtFirstPageWithNothingDone() {
        Registers registers = Registers.zeroed();

        GuestProgram.begin(registers, workload(1000));

        assertThat(registers.get(RIP)).isEqualTo(GuestLayout.CODE_ADDRESS);
        assertThat(registers.get(RSI)).isEqualTo(16 * 4096);
        assertThat(registers.get(R12)).isEqualTo(10);
        assertThat(registers.get(RFLAGS) >> 12 & 3).as("I/O privilege level").isEqualTo(3);
        assertThat(GuestProgram.steps(registers)).isZero();
    }

    @Test
    void takesItsOwnRegistersAndRefusesOthers() {
        Registers registers = Registers.zeroed();
        GuestProgram.begin(registers, workload(1000));
        registers.set(RBX, 5);

        assertThatCode(() -> GuestProgram.check(registers, workload(1000), 5)).doesNotThrowAnyException();
        assertThatThrownBy(() -> GuestProgram.check(registers, workload(1000), 6))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("register RBX is 0x5, not from 0x6 to 0x6");
        assertThatThrownBy(() -> GuestProgram.check(registers, workload(5000), 5))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("R12");
    }

    @Test
    void refusesProgramCounterOutsideTheProgram() {
        Registers registers = Registers.zeroed();
        GuestProgram.begin(registers, workload(0));
        registers.set(RIP, GuestLayout.CODE_ADDRESS + GuestProgram.CODE.byteSize());

        assertThatThrownBy(() -> GuestProgram.check(registers, workload(0), 0))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(
                        "RIP is 0x"
                                + Long.toHexString(GuestLayout.CODE_ADDRESS + GuestProgram.CODE.byteSize()));
    }

    @Test
    void knowsTheHeapByItsControlPageAndRefusesAnother() {
        Workload withHeap = workload(0).with(new Heap(new PageRun(24, 50), 3));
        Registers registers = Registers.zeroed();
        GuestProgram.begin(registers, withHeap);

        assertThat(registers.get(RSP)).isEqualTo(24 * 4096);
        assertThatCode(() -> GuestProgram.check(registers, withHeap, 0)).doesNotThrowAnyException();
        assertThatThrownBy(() -> GuestProgram.check(registers, workload(0), 0))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("RSP is 0x18000");
    }

    @Test
    void refusesWorkloadsOtherThanOneSequentialWriter() {
        Task random = new Task(Task.Kind.WRITER, Task.Order.RANDOM, PAGES);

        assertThatThrownBy(() -> GuestProgram.workingSet(new Workload(1, PAGES, List.of(random), 0)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("sequential writer")
                .hasMessageContaining("RANDOM");
    }

    private static Workload workload(long stepsPerSecond) {
        return Workload.sequential(7, PAGES, PAGES, stepsPerSecond);
    }

    /** Lines of "bytes | instruction" as objdump sees the program, in the spelling of the listing. */
    private List<String> disassemble(Path objdump) throws IOException, InterruptedException {
        Path code = Files.write(directory.resolve("program"), GuestProgram.CODE.toArray(Struct.U8));
        Path output = directory.resolve("listing");
        Process process = new ProcessBuilder(objdump.toString(), "-D", "-b", "binary", "-m", "i386:x86-64",
                "-M",
                "intel", "--insn-width=16", code.toString()).redirectOutput(output.toFile())
                .redirectErrorStream(true).start();
        assertThat(process.waitFor()).isZero();
        return Files.readAllLines(output).stream().map(line -> line.split("\t"))
                .filter(columns -> columns.length == 3)
                .map(columns -> columns[1].strip() + " | "
                        + columns[2].replace("QWORD PTR ", "").replace(",", ", ").replaceAll("\\s+", " ")
                                .strip())
                .toList();
    }

    /** The same lines from the listing, with labels as offsets. */
    private static List<String> instructionsOfListing() {
        Map<String, String> labels = new HashMap<>();
        int offset = 0;
        for (String line : GuestProgram.LISTING.lines().map(String::strip).toList()) {
            if (line.endsWith(":")) {
                labels.put(line.substring(0, line.length() - 1), "0x" + Integer.toHexString(offset));
            } else {
                offset += bytes(line).split(" ").length;
            }
        }
        return GuestProgram.LISTING.lines().filter(line -> line.contains("|"))
                .map(line -> bytes(line) + " | " + withOffset(instruction(line), labels)).toList();
    }

    private static String bytes(String line) {
        return line.substring(0, line.indexOf('|')).strip();
    }

    private static String instruction(String line) {
        return line.substring(line.indexOf('|') + 1).replaceAll(";.*", "").strip();
    }

    private static String withOffset(String instruction, Map<String, String> labels) {
        int operand = instruction.indexOf(' ') + 1;
        return instruction.substring(0, operand)
                + labels.getOrDefault(instruction.substring(operand), instruction.substring(operand));
    }
}
