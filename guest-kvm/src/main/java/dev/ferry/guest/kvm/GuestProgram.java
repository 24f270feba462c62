package dev.ferry.guest.kvm;

import static dev.ferry.guest.kvm.Registers.Register.R10;
import static dev.ferry.guest.kvm.Registers.Register.R11;
import static dev.ferry.guest.kvm.Registers.Register.R12;
import static dev.ferry.guest.kvm.Registers.Register.R13;
import static dev.ferry.guest.kvm.Registers.Register.R14;
import static dev.ferry.guest.kvm.Registers.Register.R15;
import static dev.ferry.guest.kvm.Registers.Register.R8;
import static dev.ferry.guest.kvm.Registers.Register.R9;
import static dev.ferry.guest.kvm.Registers.Register.RAX;
import static dev.ferry.guest.kvm.Registers.Register.RBP;
import static dev.ferry.guest.kvm.Registers.Register.RBX;
import static dev.ferry.guest.kvm.Registers.Register.RCX;
import static dev.ferry.guest.kvm.Registers.Register.RDI;
import static dev.ferry.guest.kvm.Registers.Register.RDX;
import static dev.ferry.guest.kvm.Registers.Register.RFLAGS;
import static dev.ferry.guest.kvm.Registers.Register.RIP;
import static dev.ferry.guest.kvm.Registers.Register.RSI;
import static dev.ferry.guest.kvm.Registers.Register.RSP;

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
 * What the guest runs, in machine code: one sequential writer, and the processes of its heap where there is one. A step of
 * the guest is one of the processes, where there are any, and then one of the writer.
 *
 * <p>
 * The writer visits page after page of its working set, checks the counter at both ends of the page and one word of the
 * body, and advances the counter. All it knows is in registers:
 *
 * <pre>
 *   rbx  steps done                         r10  round: visits that each page must have had
 *   rsi  address of the page to visit       r11  steps until the next report
 *   r8   address of the first page          r12  steps from report to report
 *   r9   address after the last page        r13  seed + r14 * WORD_FACTOR
 *   rdi  PAGE_FACTOR                        r14  index of the body word to check in this round
 *   rbp  seed + WORD_FACTOR                 r15  WORD_FACTOR
 *   rsp  address of the control page of the heap; where there is none, that of page 0, which is zero
 * </pre>
 *
 * The processes do what {@link dev.ferry.workload.ProcessRunner} does in Java; all they know is in the heap, see
 * {@link HeapControl}. rax, rcx and rdx are free between two steps.
 *
 * <p>
 * The guest talks to the monitor through ports. It reads {@link #REPORT_PORT} after so many steps, always between two of
 * them, with the count of free pages in rcx and of ballooned ones in rdx; what it reads is what its balloon is to do: take so
 * many pages, or, where it is negative, give so many back. When that is done, it asks at {@link #COMMAND_PORT}
 * what is next; nothing, where it reads 0. To take pages it puts their entries beyond those that the balloon holds and reads
 * {@link #OFFER_PORT}, with their count in rcx and the address of the first entry in rdx: it reads how many of them have been
 * discarded, and only those does the balloon hold from then on. So what the balloon holds is zero at every instant, and a
 * guest that is paused or moved at any instruction goes on from there, whatever monitor it then meets.
 *
 * <p>
 * Where a process finds no free page it writes to {@link #SHORTAGE_PORT}, asks for a command and begins its step again. Where a
 * page is wrong the guest writes to {@link #COMPLAINT_PORT} or {@link #HEAP_COMPLAINT_PORT}, and does nothing else any
 * more.
 */
final class GuestProgram {

    static final int REPORT_PORT = 0x10;
    static final int COMPLAINT_PORT = 0x11;
    static final int SHORTAGE_PORT = 0x12;
    static final int COMMAND_PORT = 0x13;
    static final int OFFER_PORT = 0x14;
    static final int HEAP_COMPLAINT_PORT = 0x15;

    /** Bytes, instruction, and why; labels end in a colon. */
    static final String LISTING = """
            step:
                48 83 7c 24 38 00    | cmp [rsp+0x38], 0x0        ; no processes, or no heap at all
                0f 84 52 01 00 00    | je visit
                48 8b 4c 24 40       | mov rcx, [rsp+0x40]        ; how many were taken before the next page
                48 89 ca             | mov rdx, rcx
                48 2b 54 24 50       | sub rdx, [rsp+0x50]        ; of them, how many by this process
                48 3b 54 24 38       | cmp rdx, [rsp+0x38]        ; it has all it needs
                0f 83 9b 00 00 00    | jae give
                48 8b 04 24          | mov rax, [rsp]             ; take the page that became free last
                48 83 e8 01          | sub rax, 0x1
                0f 82 71 02 00 00    | jb shortage
                48 89 04 24          | mov [rsp], rax
                48 03 44 24 08       | add rax, [rsp+0x8]
                48 3b 44 24 18       | cmp rax, [rsp+0x18]
                72 05                | jb hot
                48 2b 44 24 18       | sub rax, [rsp+0x18]
            hot:
                48 c1 e0 03          | shl rax, 0x3
                48 03 44 24 20       | add rax, [rsp+0x20]        ; where its entry lies
                48 8b 00             | mov rax, [rax]             ; the entry: the page's address
                48 c1 e2 03          | shl rdx, 0x3               ; where this process notes it
                48 03 54 24 30       | add rdx, [rsp+0x30]
                48 89 02             | mov [rdx], rax
                a8 01                | test al, 0x1               ; has it come out of the balloon?
                74 1c                | je fill
                48 ff c8             | dec rax                    ; then it must be zero
                48 89 02             | mov [rdx], rax
                ba 00 02 00 00       | mov edx, 0x200
            zero:
                48 83 7c d0 f8 00    | cmp [rax+rdx*8-0x8], 0x0
                0f 85 3f 02 00 00    | jne spoilt
                48 ff ca             | dec rdx
                75 ef                | jne zero
            fill:
                48 89 c2             | mov rdx, rax               ; fill it
                48 c1 ea 0c          | shr rdx, 0xc
                48 0f af d7          | imul rdx, rdi
                48 01 ca             | add rdx, rcx
                48 01 ea             | add rdx, rbp
                48 89 08             | mov [rax], rcx             ; how many were taken before: at the start
                48 f7 d1             | not rcx
                48 89 88 f8 0f 00 00 | mov [rax+0xff8], rcx       ; and its complement at the end
                b9 01 00 00 00       | mov ecx, 0x1
            body:
                48 89 14 c8          | mov [rax+rcx*8], rdx
                4c 01 fa             | add rdx, r15
                48 ff c1             | inc rcx
                48 81 f9 ff 01 00 00 | cmp rcx, 0x1ff
                72 ed                | jb body
                48 ff 44 24 40       | inc [rsp+0x40]             ; one more is taken
                e9 9f 00 00 00       | jmp visit
            give:
                48 8b 4c 24 48       | mov rcx, [rsp+0x48]        ; how many were given back before
                48 89 ca             | mov rdx, rcx
                48 2b 54 24 50       | sub rdx, [rsp+0x50]
                48 c1 e2 03          | shl rdx, 0x3
                48 03 54 24 30       | add rdx, [rsp+0x30]
                48 8b 02             | mov rax, [rdx]             ; the page that was taken first
                48 39 08             | cmp [rax], rcx             ; is it as it was filled?
                0f 85 d8 01 00 00    | jne spoilt
                48 89 c2             | mov rdx, rax
                48 c1 ea 0c          | shr rdx, 0xc
                48 0f af d7          | imul rdx, rdi
                48 01 ca             | add rdx, rcx
                48 01 ea             | add rdx, rbp
                48 f7 d1             | not rcx
                48 39 88 f8 0f 00 00 | cmp [rax+0xff8], rcx
                0f 85 b7 01 00 00    | jne spoilt
                b9 01 00 00 00       | mov ecx, 0x1
            check:
                48 39 14 c8          | cmp [rax+rcx*8], rdx
                0f 85 a8 01 00 00    | jne spoilt
                4c 01 fa             | add rdx, r15
                48 ff c1             | inc rcx
                48 81 f9 ff 01 00 00 | cmp rcx, 0x1ff
                72 e7                | jb check
                48 8b 14 24          | mov rdx, [rsp]             ; it becomes the hottest of the free ones
                48 03 54 24 08       | add rdx, [rsp+0x8]
                48 3b 54 24 18       | cmp rdx, [rsp+0x18]
                72 05                | jb back
                48 2b 54 24 18       | sub rdx, [rsp+0x18]
            back:
                48 c1 e2 03          | shl rdx, 0x3
                48 03 54 24 20       | add rdx, [rsp+0x20]
                48 89 02             | mov [rdx], rax
                48 ff 04 24          | inc [rsp]                  ; one more is free
                48 8b 4c 24 48       | mov rcx, [rsp+0x48]        ; one more is given back
                48 ff c1             | inc rcx
                48 89 4c 24 48       | mov [rsp+0x48], rcx
                48 3b 4c 24 40       | cmp rcx, [rsp+0x40]        ; was it the last one?
                75 05                | jne visit
                48 89 4c 24 50       | mov [rsp+0x50], rcx        ; then the next process begins
            visit:
                4c 39 16             | cmp [rsi], r10             ; the counter at the start of the page
                0f 85 4e 01 00 00    | jne wrong
                48 8b 86 f8 0f 00 00 | mov rax, [rsi+0xff8]       ; and its complement at the end
                48 f7 d0             | not rax
                4c 39 d0             | cmp rax, r10
                0f 85 3b 01 00 00    | jne wrong
                48 89 f0             | mov rax, rsi               ; one word of the body
                48 c1 e8 0c          | shr rax, 0xc
                48 0f af c7          | imul rax, rdi
                4c 01 e8             | add rax, r13
                4a 39 04 f6          | cmp [rsi+r14*8], rax
                0f 85 23 01 00 00    | jne wrong
                49 8d 42 01          | lea rax, [r10+0x1]         ; advance the counter
                48 89 06             | mov [rsi], rax
                48 f7 d0             | not rax
                48 89 86 f8 0f 00 00 | mov [rsi+0xff8], rax
                48 ff c3             | inc rbx                    ; the step is done
                48 81 c6 00 10 00 00 | add rsi, 0x1000
                4c 39 ce             | cmp rsi, r9
                72 1e                | jb count
                4c 89 c6             | mov rsi, r8                ; the round is done
                49 ff c2             | inc r10
                49 ff c6             | inc r14
                4d 01 fd             | add r13, r15
                49 81 fe ff 01 00 00 | cmp r14, 0x1ff             ; the last word is no body word
                72 09                | jb count
                41 be 01 00 00 00    | mov r14d, 0x1
                49 89 ed             | mov r13, rbp
            count:
                49 ff cb             | dec r11
                0f 85 27 fe ff ff    | jne step
                4d 89 e3             | mov r11, r12
                48 8b 0c 24          | mov rcx, [rsp]             ; free pages
                48 8b 54 24 10       | mov rdx, [rsp+0x10]        ; ballooned pages
                e5 10                | in eax, 0x10               ; report; what is to be done?
            obey:
                85 c0                | test eax, eax
                0f 84 11 fe ff ff    | je step                    ; nothing
                78 6d                | js deflate
                48 89 44 24 58       | mov [rsp+0x58], rax        ; inflate; so many
            cold:
                48 ff c8             | dec rax                    ; backwards, so that rdx ends at the first
                48 8b 54 24 08       | mov rdx, [rsp+0x8]
                48 01 c2             | add rdx, rax
                48 3b 54 24 18       | cmp rdx, [rsp+0x18]
                72 05                | jb coldest
                48 2b 54 24 18       | sub rdx, [rsp+0x18]
            coldest:
                48 c1 e2 03          | shl rdx, 0x3
                48 03 54 24 20       | add rdx, [rsp+0x20]        ; where the entry of a cold page lies
                48 8b 0a             | mov rcx, [rdx]
                48 83 e1 fe          | and rcx, 0xfffffffffffffffe ; whatever it was before
                48 8b 54 24 10       | mov rdx, [rsp+0x10]
                48 01 c2             | add rdx, rax               ; beyond what the balloon holds
                48 c1 e2 03          | shl rdx, 0x3
                48 03 54 24 28       | add rdx, [rsp+0x28]
                48 89 0a             | mov [rdx], rcx
                48 85 c0             | test rax, rax
                75 c0                | jne cold
                48 8b 4c 24 58       | mov rcx, [rsp+0x58]        ; offer them; how many have been freed?
                e5 14                | in eax, 0x14
                48 29 04 24          | sub [rsp], rax             ; the balloon holds those
                48 01 44 24 10       | add [rsp+0x10], rax
                48 03 44 24 08       | add rax, [rsp+0x8]
                48 3b 44 24 18       | cmp rax, [rsp+0x18]
                72 05                | jb taken
                48 2b 44 24 18       | sub rax, [rsp+0x18]
            taken:
                48 89 44 24 08       | mov [rsp+0x8], rax
                eb 47                | jmp ask
            deflate:
                48 ff 4c 24 10       | dec [rsp+0x10]
                48 8b 4c 24 10       | mov rcx, [rsp+0x10]
                48 c1 e1 03          | shl rcx, 0x3
                48 03 4c 24 28       | add rcx, [rsp+0x28]        ; where the entry that was taken last lies
                48 8b 09             | mov rcx, [rcx]
                48 83 c9 01          | or rcx, 0x1                ; its page must be zero
                48 8b 14 24          | mov rdx, [rsp]
                48 03 54 24 08       | add rdx, [rsp+0x8]
                48 3b 54 24 18       | cmp rdx, [rsp+0x18]
                72 05                | jb given
                48 2b 54 24 18       | sub rdx, [rsp+0x18]
            given:
                48 c1 e2 03          | shl rdx, 0x3
                48 03 54 24 20       | add rdx, [rsp+0x20]        ; where the hot end of the ring lies
                48 89 0a             | mov [rdx], rcx
                48 ff 04 24          | inc [rsp]
                ff c0                | inc eax                    ; one less to do
                75 bd                | jne deflate
                eb 02                | jmp ask
            shortage:
                e7 12                | out 0x12, eax              ; no page is free
            ask:
                48 8b 0c 24          | mov rcx, [rsp]
                48 8b 54 24 10       | mov rdx, [rsp+0x10]
                e5 13                | in eax, 0x13               ; what is to be done?
                e9 32 ff ff ff       | jmp obey
            wrong:
                e7 11                | out 0x11, eax              ; complain
                eb fc                | jmp wrong
            spoilt:
                e7 15                | out 0x15, eax              ; complain of the heap
                eb fc                | jmp spoilt
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
        return Map.of(RSP, HeapControl.address(workload),
                R8, workingSet.first() * GuestLayout.PAGE_BYTES,
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

    /** Of a guest that asks what to do: how many pages of its heap are free. */
    static long freePages(Registers registers) {
        return registers.get(RCX);
    }

    /** Of a guest that asks what to do: how many pages its balloon holds. */
    static long balloonedPages(Registers registers) {
        return registers.get(RDX);
    }

    /** Of a guest that offers pages: how many. */
    static long offeredPages(Registers registers) {
        return registers.get(RCX);
    }

    /** Of a guest that offers pages: the address of their entries. */
    static long offeredEntries(Registers registers) {
        return registers.get(RDX);
    }

    /** What a guest that wrote to the port for complaints of its heap has found. */
    static String heapComplaint(Registers registers) {
        return "the guest found page " + registers.get(RAX) / GuestLayout.PAGE_BYTES
                + " of its heap wrong: not as a process has filled it, or not zero out of the balloon";
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
