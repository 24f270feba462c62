package dev.ferry.simulator.paper;

import dev.ferry.workload.SplitMix;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Which pages of a guest's memory its processes get, where the memory has been in use before. A Linux keeps free memory as
 * blocks of 1, 2, 4 and so on pages, in no order after a while, and takes from the smallest ones first; each processor
 * takes some pages at a time for the processes that run on it. So what a process gets lies together only as far as a
 * block goes, and processes that fill their memory at the same time get theirs in turns.
 */
final class UsedMemory {

    /** What a processor of a 2.6.18 Linux with 512 MB takes at a time. */
    static final int PAGES_AT_A_TIME = 31;
    /** The largest blocks of a 2.6.18 Linux are of 2 to the power of this pages. */
    static final int LARGEST_ORDER = 10;

    /** Some pages that are free together: 2 to the power of {@code order}, but for the end of memory. */
    private record Block(long first, long end, int order) {}

    /** In the order in which they are taken. */
    private final Deque<Long> free = new ArrayDeque<>();

    /**
     * Memory all of which is free. It is cut into parts of the size of the largest block, and these into blocks of one
     * size each, so that there is as much in blocks of each size.
     *
     * @param smallestOrder of the blocks: {@link #LARGEST_ORDER} for memory that has hardly been used
     */
    UsedMemory(long pageCount, int smallestOrder, long seed) {
        List<Block> blocks = new ArrayList<>();
        int order = smallestOrder;
        for (long part : shuffled(parts(pageCount), seed)) {
            cut(part, Math.min(pageCount, part + (1 << LARGEST_ORDER)), order, blocks);
            order = order == LARGEST_ORDER ? smallestOrder : order + 1;
        }
        List<Block> inOrder = shuffled(blocks, seed + 1);
        inOrder.sort(Comparator.comparingInt(Block::order));
        for (Block block : inOrder) {
            for (long page = block.first(); page < block.end(); page++) {
                free.add(page);
            }
        }
    }

    private static List<Long> parts(long pageCount) {
        List<Long> parts = new ArrayList<>();
        for (long first = 0; first < pageCount; first += 1 << LARGEST_ORDER) {
            parts.add(first);
        }
        return parts;
    }

    private static void cut(long first, long end, int order, List<Block> blocks) {
        for (long page = first; page < end; page += 1L << order) {
            blocks.add(new Block(page, Math.min(end, page + (1L << order)), order));
        }
    }

    private static <T> List<T> shuffled(List<T> all, long seed) {
        List<T> shuffled = new ArrayList<>(all);
        for (int index = shuffled.size() - 1; index > 0; index--) {
            int other = (int) SplitMix.below(index + 1L, SplitMix.mix(seed) + index);
            shuffled.set(index, shuffled.set(other, shuffled.get(index)));
        }
        return shuffled;
    }

    /**
     * The pages of some processes that have filled arrays of the same size, in the order of each array. They were dealt
     * to the processors in turn, and each of these let its own run in turn.
     *
     * @param pagesEach of a process
     * @param slicePages how many pages a process fills before it is another's turn
     */
    List<long[]> fill(int processes, int pagesEach, int processors, long slicePages) {
        List<long[]> arrays = new ArrayList<>();
        List<Processor> all = new ArrayList<>();
        for (int processor = 0; processor < processors; processor++) {
            all.add(new Processor(slicePages));
        }
        for (int process = 0; process < processes; process++) {
            arrays.add(new long[pagesEach]);
            all.get(process % processors).waiting.add(new Process(arrays.getLast()));
        }
        while (all.stream().anyMatch(processor -> !processor.waiting.isEmpty())) {
            all.forEach(Processor::takePages);
        }
        return arrays;
    }

    /** A process that fills its array. */
    private static final class Process {
        private final long[] pages;
        private int filled;

        Process(long[] pages) {
            this.pages = pages;
        }

        boolean isDone() {
            return filled == pages.length;
        }
    }

    /** Lets its processes fill their arrays in turn. */
    private final class Processor {
        private final Deque<Process> waiting = new ArrayDeque<>();
        private final long slicePages;
        private long usedPages;

        Processor(long slicePages) {
            this.slicePages = slicePages;
        }

        void takePages() {
            for (int taken = 0; taken < PAGES_AT_A_TIME && !waiting.isEmpty(); taken++) {
                Process process = waiting.getFirst();
                process.pages[process.filled++] = free.removeFirst();
                usedPages++;
                if (process.isDone() || usedPages >= slicePages) {
                    endSlice();
                }
            }
        }

        private void endSlice() {
            usedPages = 0;
            Process process = waiting.removeFirst();
            if (!process.isDone()) {
                waiting.addLast(process);
            }
        }
    }
}
