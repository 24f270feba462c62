package dev.ferry.guest.kvm;

import static dev.ferry.guest.kvm.Registers.Register.R10;
import static dev.ferry.guest.kvm.Registers.Register.R11;
import static dev.ferry.guest.kvm.Registers.Register.R12;
import static dev.ferry.guest.kvm.Registers.Register.R13;
import static dev.ferry.guest.kvm.Registers.Register.R14;
import static dev.ferry.guest.kvm.Registers.Register.R15;
import static dev.ferry.guest.kvm.Registers.Register.R8;
import static dev.ferry.guest.kvm.Registers.Register.R9;
import static dev.ferry.guest.kvm.Registers.Register.RBP;
import static dev.ferry.guest.kvm.Registers.Register.RBX;
import static dev.ferry.guest.kvm.Registers.Register.RDI;
import static dev.ferry.guest.kvm.Registers.Register.RFLAGS;
import static dev.ferry.guest.kvm.Registers.Register.RIP;
import static dev.ferry.guest.kvm.Registers.Register.RSI;

import dev.ferry.api.memory.PageRun;
import dev.ferry.guest.kvm.Registers.Register;
import dev.ferry.workload.PagePattern;
import dev.ferry.workload.Task;
import dev.ferry.workload.Workload;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/**
 * What the guest runs: one sequential writer, in machine code. It visits page after page of its working set,
 * checks the counter at both ends of the page and one word of the body, and advances the counter. All it
 * knows is in registers:
 *
 * <pre>
 *   rbx  steps done                         r10  round: visits that each page must have had
 *   rsi  address of the page to visit       r11  steps until the next report
 *   r8   address of the first page          r12  steps from report to report
 *   r9   address after the last page        r13  seed + r14 * WORD_FACTOR
 *   rdi  PAGE_FACTOR                        r14  index of the body word to check in this round
 *   rbp  seed + WORD_FACTOR                 r15  WORD_FACTOR
 * </pre>
 *
 * It reports by a write to {@link #REPORT_PORT}, always between two steps. Where a page is wrong it writes to
 * {@link #COMPLAINT_PORT} and does nothing else any more.
 */
final class GuestProgram {

    static final int REPORT_PORT = 0x10;
    static final int COMPLAINT_PORT = 0x11;

    /** Bytes, instruction, and why; labels end in a colon. */
    static final String LISTING = """
            step:
                4c 39 16             | cmp [rsi], r10          ; the counter at the start of the page
                75 6f                | jne wrong
                48 8b 86 f8 0f 00 00 | mov rax, [rsi+0xff8]    ; and its complement at the end
                48 f7 d0             | not rax
                4c 39 d0             | cmp rax, r10
                75 60                | jne wrong
                48 89 f0             | mov rax, rsi            ; one word of the body
                48 c1 e8 0c          | shr rax, 0xc
                48 0f af c7          | imul rax, rdi
                4c 01 e8             | add rax, r13
                4a 39 04 f6          | cmp [rsi+r14*8], rax
                75 4c                | jne wrong
                49 8d 42 01          | lea rax, [r10+0x1]      ; advance the counter
                48 89 06             | mov [rsi], rax
                48 f7 d0             | not rax
                48 89 86 f8 0f 00 00 | mov [rsi+0xff8], rax
                48 ff c3             | inc rbx                 ; the step is done
                48 81 c6 00 10 00 00 | add rsi, 0x1000
                4c 39 ce             | cmp rsi, r9
                72 1e                | jb count
                4c 89 c6             | mov rsi, r8             ; the round is done
                49 ff c2             | inc r10
                49 ff c6             | inc r14
                4d 01 fd             | add r13, r15
                49 81 fe ff 01 00 00 | cmp r14, 0x1ff          ; the last word is no body word
                72 09                | jb count
                41 be 01 00 00 00    | mov r14d, 0x1
                49 89 ed             | mov r13, rbp
            count:
                49 ff cb             | dec r11
                75 95                | jne step
                4d 89 e3             | mov r11, r12
                89 d8                | mov eax, ebx
                e7 10                | out 0x10, eax           ; report
                eb 8c                | jmp step
            wrong:
                e7 11                | out 0x11, eax           ; complain
                eb fc                | jmp wrong
            """;

    /**
     * Bit 1, always set; interrupts on; I/O privilege for CPL 3, without which {@code out} is a fault there.
     */
    private static final long PORTS_ALLOWED = 0x3202;

    /** The program; position-independent, entered at its first byte. */
    static final MemorySegment CODE = MemorySegment.ofArray(assemble(LISTING)).asReadOnly();

    private GuestProgram() {}

    /**
     * The pages that the one task of a workload visits.
     *
     * @throws IllegalArgumentException where the workload is not one sequential writer
     */
    static PageRun workingSet(Workload workload) {
        List<Task> tasks = workload.tasks();
        if (tasks.size() != 1 || tasks.getFirst().kind() != Task.Kind.WRITER
                || tasks.getFirst().order() != Task.Order.SEQUENTIAL) {
            throw new IllegalArgumentException(
                    "a kvm guest does exactly one task, a sequential writer, not " + tasks.size() + " of "
                            + tasks.getFirst().kind() + " " + tasks.getFirst().order()
                            + "; linux and software guests do any");
        }
        return tasks.getFirst().pages();
    }

    /** Sets the registers to the first step of a workload. */
    static void begin(Registers registers, Workload workload) {
        constants(workload).forEach(registers::set);
        registers.set(RIP, GuestLayout.CODE_ADDRESS);
        registers.set(RFLAGS, PORTS_ALLOWED);
        registers.set(RBX, 0);
        registers.set(RSI, registers.get(R8));
        registers.set(R10, 0);
        registers.set(R11, registers.get(R12));
        registers.set(R13, registers.get(RBP));
        registers.set(R14, 1);
    }

    /**
     * Checks that registers are those of a guest that does this workload and has done these steps of it.
     *
     * @throws IllegalArgumentException where they are not, with the register
     */
    static void check(Registers registers, Workload workload, long steps) {
        constants(workload).forEach((register, value) -> registers.require(register, value, value));
        registers.require(RBX, steps, steps);
        registers.require(RSI, registers.get(R8), registers.get(R9));
        registers.require(RIP, GuestLayout.CODE_ADDRESS, GuestLayout.CODE_ADDRESS + CODE.byteSize() - 1);
    }

    /** What the guest never changes. */
    private static Map<Register, Long> constants(Workload workload) {
        PageRun workingSet = workingSet(workload);
        return Map.of(R8, workingSet.first() * GuestLayout.PAGE_BYTES,
                R9, workingSet.end() * GuestLayout.PAGE_BYTES,
                R12, Pace.batchSteps(workload.stepsPerSecond()),
                RDI, PagePattern.PAGE_FACTOR,
                R15, PagePattern.WORD_FACTOR,
                RBP, workload.seed() + PagePattern.WORD_FACTOR);
    }

    /** The steps done: exact between two steps, and never ahead of what memory shows. */
    static long steps(Registers registers) {
        return registers.get(RBX);
    }

    /** What a guest that wrote to the complaint port has found. */
    static String complaint(Registers registers) {
        return "the guest found page " + registers.get(RSI) / GuestLayout.PAGE_BYTES
                + " wrong: not " + registers.get(R10) + " visits, or body word " + registers.get(R14)
                + " is not as seeded";
    }

    private static byte[] assemble(String listing) {
        ByteArrayOutputStream code = new ByteArrayOutputStream();
        listing.lines().filter(line -> line.contains("|"))
                .flatMap(line -> List.of(line.substring(0, line.indexOf('|')).strip().split(" ")).stream())
                .forEach(digits -> code.write(Integer.parseInt(digits, 16)));
        return code.toByteArray();
    }
}
