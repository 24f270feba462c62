package dev.ferry.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ferry.api.memory.PageBitmap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What processes and balloon do in guest memory, against lists. */
class GuestHeapTest {

    @Test
    void doesWhatListsDo() {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            long heapPages = 20 + random.nextInt(250);
            long processPages = 1 + random.nextInt((int) heapPages / 2);
            HeapMachine machine = new HeapMachine(seed, heapPages, processPages);
            Lists lists = new Lists(machine.layout, processPages);

            for (int action = 0; action < 60; action++) {
                act(random, machine, lists);

                String what = "seed " + seed + ", action " + action;
                assertThat(machine.run.complaint()).as(what).isEmpty();
                assertThat(machine.firstMismatch()).as(what).isEmpty();
                lists.assertSameAs(machine, what);
            }
        }
    }

    private static void act(Random random, HeapMachine machine, Lists lists) {
        int most = 1 + random.nextInt(60);
        switch (random.nextInt(6)) {
            case 0 -> assertThat(machine.balloon().inflate(most)).isEqualTo(lists.inflate(most));
            case 1 -> assertThat(machine.balloon().inflate(Long.MAX_VALUE))
                    .isEqualTo(lists.inflate(Integer.MAX_VALUE));
            case 2 -> assertThat(machine.balloon().deflate(most)).isEqualTo(lists.deflate(most));
            case 3 -> machine.moveToAnotherHost();
            default -> {
                for (int step = 0; step < most; step++) {
                    machine.processStep();
                    lists.processStep();
                }
            }
        }
    }

    @Test
    void aProcessFindsAPageThatComesOutOfTheBalloonWithContents() {
        HeapMachine machine = new HeapMachine(1, 100, 3);
        machine.balloon().inflate(1);
        machine.balloon().deflate(1);
        machine.write(machine.layout.pages().first(), 63, 5);

        machine.processStep();

        assertThat(machine.run.complaint()).get().asString().startsWith("step 0 of the processes")
                .contains("word 63 of page " + machine.layout.pages().first()
                        + " came out of the balloon as 0x5");
    }

    @Test
    void aProcessFindsEachWordOfAPageThatHasChanged() {
        for (long word = 0; word < 64; word++) {
            HeapMachine machine = new HeapMachine(1, 100, 1);
            machine.processStep();
            machine.flip(new HeapMachine.Word(machine.layout.pages().end() - 1, word), 7);

            machine.processStep();

            assertThat(machine.run.complaint()).get().asString().startsWith("step 1 of the processes")
                    .contains("word " + word + " of page " + (machine.layout.pages().end() - 1));
        }
    }

    /** As where a destination is sent a heap that somebody has made up. */
    @Test
    void listsThatNameWhatIsNotTheHeapsAreRefused() {
        HeapLayout layout = new HeapMachine(1, 100, 3).layout;
        long first = layout.pages().first() * HeapMachine.PAGE_SIZE_BYTES;
        long end = layout.pages().end() * HeapMachine.PAGE_SIZE_BYTES;
        for (long entry : new long[]{0, first - HeapMachine.PAGE_SIZE_BYTES, first + 8, end, -1,
                Long.MIN_VALUE, Long.MAX_VALUE, 1L << 62}) {
            String what = "entry 0x" + Long.toHexString(entry);

            HeapMachine coldest = new HeapMachine(1, 100, 3);
            coldest.write(coldest.entry(layout.freeRing(), 0), entry);
            assertRefused(what, coldest, () -> coldest.balloon().inflate(5));
            assertThat(coldest.discarded).as(what).isEmpty();

            HeapMachine hottest = new HeapMachine(1, 100, 3);
            hottest.write(hottest.entry(layout.freeRing(), layout.pages().count() - 1), entry);
            assertRefused(what, hottest, hottest::processStep);

            HeapMachine used = new HeapMachine(1, 100, 1);
            used.processStep();
            used.write(used.entry(used.layout.usedRing(), 0), entry);
            assertRefused(what, used, used::processStep);

            HeapMachine ballooned = new HeapMachine(1, 100, 3);
            ballooned.balloon().inflate(5);
            ballooned.write(ballooned.entry(layout.balloon(), 4), entry);
            assertRefused(what, ballooned, () -> ballooned.balloon().deflate(5));
        }
    }

    @Test
    void countsThatCannotBeAreRefused() {
        HeapMachine like = new HeapMachine(1, 100, 3);
        long count = like.layout.pages().count();
        for (int word : new int[]{HeapLayout.FREE_COUNT, HeapLayout.FREE_FIRST, HeapLayout.BALLOON_COUNT}) {
            for (long value : new long[]{-1, Long.MIN_VALUE, Long.MAX_VALUE, count + 1,
                    word == HeapLayout.FREE_COUNT ? count + 1 : count}) {
                String what = "word " + word + ": " + value;
                HeapMachine machine = new HeapMachine(1, 100, 3);
                machine.write(machine.layout.control(), word, value);

                assertRefused(what, machine, () -> machine.balloon().inflate(5));
                assertRefused(what, machine, machine::processStep);
                assertThat(machine.discarded).as(what).isEmpty();
            }
        }
    }

    private static void assertRefused(String what, HeapMachine machine, ThrowingCallable action) {
        byte[] before = machine.contents();

        assertThatIllegalArgumentException().as(what).isThrownBy(action).withMessageContaining("heap");

        assertThat(machine.contents()).as(what).isEqualTo(before);
    }

    /** The same with lists: the ends of {@code free} are the coldest page and the hottest. */
    private static final class Lists {

        private final long processPages;
        private final Deque<Long> free = new ArrayDeque<>();
        private final Deque<Long> balloon = new ArrayDeque<>();
        private final Deque<Long> used = new ArrayDeque<>();
        private final Set<Long> mustBeZero = new HashSet<>();
        private boolean takes = true;

        Lists(HeapLayout layout, long processPages) {
            this.processPages = processPages;
            for (long page = layout.pages().first(); page < layout.pages().end(); page++) {
                free.addLast(page);
            }
        }

        long inflate(int most) {
            int count = Math.min(most, free.size());
            for (int taken = 0; taken < count; taken++) {
                long page = free.removeFirst();
                mustBeZero.remove(page);
                balloon.addLast(page);
            }
            return count;
        }

        long deflate(long most) {
            long count = Math.min(most, balloon.size());
            for (int given = 0; given < count; given++) {
                long page = balloon.removeLast();
                mustBeZero.add(page);
                free.addLast(page);
            }
            return count;
        }

        void processStep() {
            if (!takes) {
                free.addLast(used.removeFirst());
                takes = used.isEmpty();
            } else if (free.isEmpty()) {
                deflate(Heap.PRESSURE_PAGES);
            } else {
                long page = free.removeLast();
                mustBeZero.remove(page);
                used.addLast(page);
                takes = used.size() < processPages;
            }
        }

        void assertSameAs(HeapMachine machine, String what) {
            HeapLayout layout = machine.layout;
            List<Long> entries = new ArrayList<>();
            long first = machine.read(layout.control(), HeapLayout.FREE_FIRST);
            for (long rank = 0; rank < machine.read(layout.control(), HeapLayout.FREE_COUNT); rank++) {
                entries.add(machine
                        .read(machine.entry(layout.freeRing(), (first + rank) % layout.pages().count())));
            }
            assertThat(entries).as(what).isEqualTo(free.stream()
                    .map(page -> page * HeapMachine.PAGE_SIZE_BYTES + (mustBeZero.contains(page) ? 1 : 0))
                    .toList());
            entries.clear();
            for (long index = 0; index < machine.read(layout.control(), HeapLayout.BALLOON_COUNT); index++) {
                entries.add(machine.read(machine.entry(layout.balloon(), index)));
            }
            assertThat(entries).as(what).isEqualTo(
                    balloon.stream().map(page -> page * HeapMachine.PAGE_SIZE_BYTES).toList());
            assertThat(machine.balloon().freePages()).as(what).isEqualTo(free.size());
            assertThat(machine.balloon().sizePages()).as(what).isEqualTo(balloon.size());
            PageBitmap collected = new PageBitmap(machine.geometry.pageCount());
            machine.run.collectFree(machine, collected);
            PageBitmap expected = new PageBitmap(machine.geometry.pageCount());
            free.forEach(expected::add);
            assertThat(collected).as(what).hasToString(expected.toString());
        }
    }
}
