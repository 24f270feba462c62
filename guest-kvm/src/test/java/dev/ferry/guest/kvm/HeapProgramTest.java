package dev.ferry.guest.kvm;

import static dev.ferry.guest.kvm.Registers.Register.RBX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.memory.linux.GuestMemory;
import dev.ferry.workload.Heap;
import dev.ferry.workload.HeapBalloon;
import dev.ferry.workload.HeapLayout;
import dev.ferry.workload.PageWords;
import dev.ferry.workload.Runner;
import dev.ferry.workload.Workload;
import dev.ferry.workload.WorkloadRun;
import dev.ferry.workload.WorkloadState;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The guest program against the same work in Java: told the same, both leave the same memory. */
@NeedsKvm
@Timeout(60)
class HeapProgramTest {

    private static final int WORDS_PER_PAGE = GuestLayout.PAGE_BYTES / Long.BYTES;
    private static final PageRun PATTERNED = new PageRun(8, 16);
    private static final PageRun HEAP = new PageRun(30, 600);
    /** Two steps from report to report. */
    private static final long STEPS_PER_SECOND = 200;

    private final MemoryGeometry geometry = new KvmGuestPlatform().geometry(16L << 20);
    private final GuestMemory memory = new GuestMemory(geometry, GuestMemory.Backing.ANONYMOUS);
    private final VirtualMachine machine = new VirtualMachine(memory);

    @AfterEach
    void close() {
        machine.close();
        memory.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 7, 150, 560})
    void doesWhatTheSameWorkDoesInJava(long processPages) {
        long seed = processPages + 17;
        Random random = new Random(seed);
        Workload workload = workload(processPages);
        Model model = new Model(workload);
        begin(workload);
        int shortages = 0;
        int compared = 0;

        for (int exits = 0; exits < 2_500; exits++) {
            Exit exit = machine.cpu().run();
            Registers registers = machine.cpu().registers();
            if (exit instanceof Exit.PortRead(int port) && port != GuestProgram.OFFER_PORT) {
                model.workUntil(registers.get(RBX));
                if (exits % 100 == 0) {
                    assertSameMemory(model, seed);
                    compared++;
                }
                assertThat(GuestProgram.freePages(registers)).as("seed %d, free pages", seed)
                        .isEqualTo(model.balloon().freePages());
                assertThat(GuestProgram.balloonedPages(registers)).as("seed %d, ballooned pages", seed)
                        .isEqualTo(model.balloon().sizePages());
                machine.cpu().answer(command(random, model.balloon()));
            } else if (exit.equals(new Exit.PortRead(GuestProgram.OFFER_PORT))) {
                machine.cpu().answer(take(random, registers, model));
            } else {
                assertThat(exit).as("seed %d", seed)
                        .isEqualTo(new Exit.PortWrite(GuestProgram.SHORTAGE_PORT));
                shortages++;
                model.workUntil(registers.get(RBX));
                assertThat(model.balloon().freePages()).as("seed %d, free pages", seed).isZero();
            }
        }
        assertThat(model.steps()).isGreaterThan(300);
        assertThat(compared).isGreaterThan(10);
        assertThat(shortages > 0).as("seed %d: short of memory", seed).isEqualTo(processPages > 0);
    }

    @Test
    void complainsOfPageOutOfTheBalloonThatIsNotZero() {
        Workload workload = workload(1);
        begin(workload);
        runTo(GuestProgram.REPORT_PORT);
        machine.cpu().answer(1);
        long page = offered(runTo(GuestProgram.OFFER_PORT), 1)[0];
        memory.segment(new PageRun(page, 1)).fill((byte) 0).set(Struct.U64, 8 * 511, 1);
        machine.cpu().answer(1);
        runTo(GuestProgram.COMMAND_PORT);
        machine.cpu().answer(-1);
        runTo(GuestProgram.COMMAND_PORT);
        machine.cpu().answer(0);

        assertThat(machine.cpu().run()).isEqualTo(new Exit.PortWrite(GuestProgram.HEAP_COMPLAINT_PORT));
        assertThat(GuestProgram.heapComplaint(machine.cpu().registers()))
                .startsWith("the guest found page " + page);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 300, 510, 511})
    void complainsOfEachWordOfAPageThatAProcessHasFilled(int word) {
        Workload workload = workload(2);
        begin(workload);
        Registers registers = runTo(GuestProgram.REPORT_PORT);
        assertThat(registers.get(RBX)).as("a process has its pages").isEqualTo(2);
        long taken = HeapControl.layout(workload.heap().orElseThrow()).pages().end() - 1;
        MemorySegment page = memory.segment(new PageRun(taken, 1));
        page.setAtIndex(Struct.U64, word, page.getAtIndex(Struct.U64, word) ^ 1 << 20);
        machine.cpu().answer(0);

        assertThat(machine.cpu().run()).isEqualTo(new Exit.PortWrite(GuestProgram.HEAP_COMPLAINT_PORT));
    }

    private static Workload workload(long processPages) {
        return Workload.sequential(5, PATTERNED, PATTERNED, STEPS_PER_SECOND)
                .with(new Heap(HEAP, processPages));
    }

    private void begin(Workload workload) {
        new InitialMemory(new GuestLayout(geometry), workload)
                .give((page, contents) -> memory.segment(new PageRun(page, 1)).copyFrom(contents));
        Registers registers = Registers.zeroed();
        GuestProgram.begin(registers, workload);
        machine.cpu().begin(registers, GuestLayout.PML4_ADDRESS);
    }

    private Registers runTo(int port) {
        assertThat(machine.cpu().run()).isEqualTo(new Exit.PortRead(port));
        return machine.cpu().registers();
    }

    /** Nothing, most often. */
    private static int command(Random random, HeapBalloon balloon) {
        int count = 1 + random.nextInt(HeapBalloon.STEP_PAGES);
        return switch (random.nextInt(8)) {
            case 0 -> (int) Math.min(count, balloon.freePages());
            case 1 -> {
                int given = (int) Math.min(count, balloon.sizePages());
                balloon.deflate(given);
                yield -given;
            }
            default -> 0;
        };
    }

    /** All that is offered, most often. */
    private int take(Random random, Registers registers, Model model) {
        int offered = (int) GuestProgram.offeredPages(registers);
        int taken = random.nextInt(4) == 0 ? random.nextInt(offered + 1) : offered;
        long[] pages = offered(registers, taken);
        model.taken = new long[0];
        model.balloon().inflate(taken);
        assertThat(pages).containsExactlyInAnyOrder(model.taken);
        Arrays.stream(pages).forEach(page -> memory.discard(new PageRun(page, 1)));
        return taken;
    }

    private long[] offered(Registers registers, int count) {
        long first = GuestProgram.offeredEntries(registers) / Long.BYTES;
        return Arrays.stream(memory.segment().asSlice(first * Long.BYTES, (long) count * Long.BYTES)
                .toArray(Struct.U64)).map(entry -> entry / GuestLayout.PAGE_BYTES).toArray();
    }

    private void assertSameMemory(Model model, long seed) {
        for (long page = PATTERNED.first(); page < HEAP.end(); page++) {
            long[] actual = memory.segment(new PageRun(page, 1)).toArray(Struct.U64);
            long[] expected = model.words[(int) page].clone();
            int meaningful = Math.clamp(model.meaningfulWords(page), 0, WORDS_PER_PAGE);
            Arrays.fill(actual, meaningful, WORDS_PER_PAGE, 0);
            Arrays.fill(expected, meaningful, WORDS_PER_PAGE, 0);
            assertThat(Arrays.mismatch(actual, expected))
                    .as("seed %d, step %d: word of page %d that differs", seed, model.steps(), page)
                    .isEqualTo(-1);
        }
    }

    /** The work in Java, over memory that is an array. */
    private final class Model implements PageWords, HeapBalloon.Platform {

        private final long[][] words = new long[(int) geometry.pageCount()][WORDS_PER_PAGE];
        private final HeapLayout layout;
        private final WorkloadRun run;
        private long[] taken = {};

        Model(Workload workload) {
            layout = HeapControl.layout(workload.heap().orElseThrow());
            run = new WorkloadRun(geometry, WorkloadState.initial(workload), this);
            new InitialMemory(new GuestLayout(geometry), workload).give(
                    (page, contents) -> words[(int) page] = contents.toArray(Struct.U64));
            balloon().onPressure(pages -> 0);
        }

        HeapBalloon balloon() {
            return run.balloon().orElseThrow();
        }

        long steps() {
            return run.runners().getFirst().steps();
        }

        /** The others are the program's own, or entries that it has offered in vain. */
        long meaningfulWords(long page) {
            if (page == layout.control()) {
                return HeapLayout.BALLOON_COUNT + 1;
            }
            return page >= layout.balloon() && page < layout.usedRing()
                    ? balloon().sizePages() - (page - layout.balloon()) * WORDS_PER_PAGE
                    : WORDS_PER_PAGE;
        }

        /** Each step of the guest's is one of each. */
        void workUntil(long steps) {
            while (steps() < steps) {
                for (Runner runner : run.runners().reversed()) {
                    long before = runner.steps();
                    runner.step(this);
                    assertThat(runner.steps()).isEqualTo(before + 1);
                }
            }
            assertThat(run.complaint()).isEmpty();
        }

        @Override
        public long read(long page, long word) {
            return words[(int) page][(int) word];
        }

        @Override
        public void write(long page, long word, long value) {
            words[(int) page][(int) word] = value;
        }

        @Override
        public boolean step(Consumer<PageWords> action) {
            action.accept(this);
            return true;
        }

        @Override
        public boolean canDiscard() {
            return true;
        }

        @Override
        public void discard(PageRun pages) {
            for (long page = pages.first(); page < pages.end(); page++) {
                Arrays.fill(words[(int) page], 0);
                taken = Arrays.copyOf(taken, taken.length + 1);
                taken[taken.length - 1] = page;
            }
        }
    }
}
