package dev.ferry.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.workload.HeapMachine.Word;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The proof of a heap finds what can go wrong with its pages, and minds nothing else. */
class HeapProofTest {

    private static final long WORDS = HeapMachine.PAGE_SIZE_BYTES / Long.BYTES;
    private static final long PROCESS_PAGES = 9;
    private static final long BALLOONED = 7;

    private final HeapMachine machine = new HeapMachine(3, 120, PROCESS_PAGES);
    private final HeapLayout layout = machine.layout;

    /** Pages of every kind: in the balloon, in use, free and stale, free and zero. */
    @BeforeEach
    void work() {
        machine.balloon().inflate(BALLOONED + 4);
        machine.balloon().deflate(4);
        steps(2 * PROCESS_PAGES);
        machine.balloon().inflate(3);
        machine.balloon().deflate(3);
        steps(PROCESS_PAGES + 2);
        machine.balloon().deflate(2);
        machine.balloon().inflate(2);
        assertThat(machine.firstMismatch()).isEmpty();
        assertThat(zeroFree()).isNotEmpty();
        assertThat(inUse()).hasSize((int) PROCESS_PAGES - 2);
    }

    @Test
    void findsEachFlippedWordThatMeansSomething() {
        Random random = new Random(1);
        for (Word word : meaningful()) {
            int bit = random.nextInt(64);
            machine.flip(word, bit);

            assertThat(machine.firstMismatch()).as("bit %d of %s", bit, word).isPresent();
            machine.flip(word, bit);
        }
        assertThat(machine.firstMismatch()).isEmpty();
    }

    @Test
    void saysWhereAPageIsWrong() {
        for (long page : filledOrZero()) {
            for (long word : new long[]{0, 1, WORDS / 2, WORDS - 1}) {
                machine.flip(new Word(page, word), 3);

                assertThat(machine.firstMismatch())
                        .contains(new MemoryOracle.Mismatch(page, word * Long.BYTES));
                machine.flip(new Word(page, word), 3);
            }
        }
    }

    @Test
    void mindsNoWordThatMeansNothing() {
        Set<Word> meaningful = new HashSet<>(meaningful());
        Heap heap = machine.run.state().workload().heap().orElseThrow();
        for (long page = heap.pages().first(); page < heap.pages().end(); page++) {
            for (long index = 0; index < WORDS; index++) {
                Word word = new Word(page, index);
                if (!meaningful.contains(word)) {
                    machine.flip(word, (int) index);
                }
            }
        }

        assertThat(machine.firstMismatch()).isEmpty();
    }

    /**
     * As where a page of the bookkeeping is sent, written again, and not sent again. Where the balloon alone has moved pages
     * since, the old page undoes that, and the heap is as whole as it was before.
     */
    @Test
    void findsAStaleControlPageWhereProcessesHaveRunSince() {
        List<Runnable> actions = List.of(() -> steps(1), () -> steps(PROCESS_PAGES), () -> {
            machine.balloon().inflate(PROCESS_PAGES);
            steps(PROCESS_PAGES);
        });
        for (Runnable action : actions) {
            MemorySegment before = copyOf(layout.control(), layout.control() + 1).getFirst();
            action.run();
            MemorySegment after = copyOf(layout.control(), layout.control() + 1).getFirst();
            machine.put(layout.control(), before);

            assertThat(machine.firstMismatch()).as("stale control page").isPresent();
            machine.put(layout.control(), after);
            assertThat(machine.firstMismatch()).isEmpty();
        }
    }

    @Test
    void findsARingThatIsStale() {
        List<MemorySegment> before = copyOf(layout.freeRing(), layout.balloon());

        machine.balloon().inflate(60);
        machine.balloon().deflate(60);

        before.forEach(page -> machine.put(layout.freeRing() + before.indexOf(page), page));
        assertThat(machine.firstMismatch()).isPresent();
    }

    /** As where a page is ballooned after it was sent, and nobody tells the destination. */
    @Test
    void findsResurrectedContents() {
        long coldest = freeEntry(0) / HeapMachine.PAGE_SIZE_BYTES;
        MemorySegment stale = copyOf(coldest, coldest + 1).getFirst();
        machine.balloon().inflate(1);
        machine.put(coldest, stale);

        assertThat(machine.firstMismatch()).as("in the balloon")
                .contains(new MemoryOracle.Mismatch(coldest, 0));

        machine.balloon().deflate(1);
        assertThat(machine.firstMismatch()).as("given back").contains(new MemoryOracle.Mismatch(coldest, 0));
    }

    /** As where a page is given back and written after its absence was told of. */
    @Test
    void findsALostPage() {
        for (long page : inUse()) {
            MemorySegment contents = copyOf(page, page + 1).getFirst();
            machine.page(page).fill((byte) 0);

            assertThat(machine.firstMismatch()).as("page %d", page).map(MemoryOracle.Mismatch::page)
                    .contains(page);
            machine.put(page, contents);
        }
    }

    @Test
    void findsAPageThatIsInTwoLists() {
        Word entry = machine.entry(layout.balloon(), 0);
        long free = freeEntry(0) & ~HeapLayout.MUST_BE_ZERO;
        long page = free / HeapMachine.PAGE_SIZE_BYTES;
        machine.page(page).fill((byte) 0);
        machine.write(entry.page(), entry.index(), free);

        assertThat(machine.firstMismatch()).contains(new MemoryOracle.Mismatch(entry.page(), 0));
    }

    @Test
    void findsAWholeHeapOfAnotherStep() {
        List<MemorySegment> before = copyOf(layout.control(), layout.pages().end());

        steps(1);
        for (int page = 0; page < before.size(); page++) {
            machine.put(layout.control() + page, before.get(page));
        }

        assertThat(machine.firstMismatch()).contains(new MemoryOracle.Mismatch(layout.control(), 0));
    }

    private void steps(long count) {
        for (long step = 0; step < count; step++) {
            machine.processStep();
        }
    }

    private List<Word> meaningful() {
        List<Word> words = new ArrayList<>();
        for (int word : new int[]{HeapLayout.FREE_COUNT, HeapLayout.FREE_FIRST, HeapLayout.BALLOON_COUNT}) {
            words.add(new Word(layout.control(), word));
        }
        for (long rank = 0; rank < free(); rank++) {
            words.add(freeWord(rank));
        }
        for (long index = 0; index < BALLOONED; index++) {
            words.add(machine.entry(layout.balloon(), index));
        }
        words.addAll(usedWords());
        for (long page : filledOrZero()) {
            for (long word = 0; word < WORDS; word++) {
                words.add(new Word(page, word));
            }
        }
        return words;
    }

    private List<Long> filledOrZero() {
        List<Long> pages = new ArrayList<>(inUse());
        pages.addAll(zeroFree());
        for (long index = 0; index < BALLOONED; index++) {
            pages.add(machine.read(machine.entry(layout.balloon(), index)) / HeapMachine.PAGE_SIZE_BYTES);
        }
        return pages;
    }

    private List<Long> inUse() {
        return usedWords().stream().map(word -> machine.read(word) / HeapMachine.PAGE_SIZE_BYTES).toList();
    }

    private List<Word> usedWords() {
        Heap heap = machine.run.state().workload().heap().orElseThrow();
        long steps = machine.run.state().heapSteps();
        List<Word> words = new ArrayList<>();
        for (long taken = heap.freed(steps); taken < heap.allocated(steps); taken++) {
            words.add(machine.entry(layout.usedRing(), taken % PROCESS_PAGES));
        }
        return words;
    }

    /** Free pages that came out of the balloon. */
    private List<Long> zeroFree() {
        List<Long> pages = new ArrayList<>();
        for (long rank = 0; rank < free(); rank++) {
            if ((freeEntry(rank) & HeapLayout.MUST_BE_ZERO) != 0) {
                pages.add(freeEntry(rank) / HeapMachine.PAGE_SIZE_BYTES);
            }
        }
        return pages;
    }

    private long free() {
        return machine.read(layout.control(), HeapLayout.FREE_COUNT);
    }

    private long freeEntry(long rank) {
        return machine.read(freeWord(rank));
    }

    private Word freeWord(long rank) {
        long first = machine.read(layout.control(), HeapLayout.FREE_FIRST);
        return machine.entry(layout.freeRing(), (first + rank) % layout.pages().count());
    }

    private List<MemorySegment> copyOf(long first, long end) {
        List<MemorySegment> pages = new ArrayList<>();
        for (long page = first; page < end; page++) {
            pages.add(MemorySegment.ofArray(machine.page(page).toArray(ValueLayout.JAVA_BYTE)));
        }
        return pages;
    }
}
