package dev.ferry.simulator.paper;

import dev.ferry.simulator.guest.AccessPattern;
import dev.ferry.simulator.guest.Step;
import dev.ferry.simulator.guest.workload.RandomStream;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A process that fills an array with random keys, sorts it by Quicksort, and begins again, page by page: as the keys are
 * random, a part of the array is split anywhere with the same likelihood, and nothing else of them matters. A part is
 * split as by Hoare: its middle key is read, and then it is gone through from both ends until these meet; the left one of
 * the two is sorted first. A part that lies in one page is sorted in one step.
 */
final class ArraySort implements AccessPattern {

    /** The mean of levels that a random Quicksort has for each that would be enough: 2 ln 2. */
    private static final double LEVELS = 2 * StrictMath.log(2);

    /** Keys that are to be sorted. */
    private record Part(long first, long end) {}

    private final long[] pages;
    private final int keysPerPage;
    private final double nanosPerKey;
    private final Deque<Part> waiting = new ArrayDeque<>();
    private final RandomStream random;
    private int toFill;
    private Part split = new Part(0, 0);
    /** Where the ends of the part that is being split will meet, and where they have come to. */
    private long middle;
    private long up;
    private long down;

    /**
     * A process that has just started.
     *
     * @param pages of its array
     * @param nanosPerKey each time that a key is gone over
     * @param seed of where parts are split
     */
    ArraySort(long[] pages, int keysPerPage, double nanosPerKey, long seed) {
        this.pages = pages;
        this.keysPerPage = keysPerPage;
        this.nanosPerKey = nanosPerKey;
        this.random = new RandomStream(seed);
    }

    /** All of the processor time that it takes to sort so many keys, in the mean. */
    static double nanos(long keys, double nanosPerKey) {
        return keys < 2
                ? nanosPerKey
                : nanosPerKey * keys * LEVELS * StrictMath.log(keys) / StrictMath.log(2);
    }

    @Override
    public void next(Step step) {
        if (up < down) {
            goOnSplitting(step);
        } else if (!waiting.isEmpty()) {
            begin(waiting.pop(), step);
        } else {
            fill(step);
        }
    }

    private void fill(Step step) {
        visit(toFill, keysPerPage * nanosPerKey, keysPerPage, step);
        toFill++;
        if (toFill == pages.length) {
            toFill = 0;
            waiting.push(new Part(0, (long) pages.length * keysPerPage));
        }
    }

    private void begin(Part part, Step step) {
        long keys = part.end() - part.first();
        if (page(part.first()) == page(part.end() - 1)) {
            visit(page(part.first()), nanos(keys, nanosPerKey), keys, step);
            return;
        }
        split = part;
        middle = part.first() + 1 + random.below(keys - 1);
        up = part.first();
        down = part.end();
        waiting.push(new Part(middle, part.end()));
        waiting.push(new Part(part.first(), middle));
        visit(page(part.first() + keys / 2), nanosPerKey, 1, step);
    }

    /** The end that has come less far of its way goes on by a page: both come to the middle at the same time. */
    private void goOnSplitting(Step step) {
        double upDone = (double) (up - split.first()) / (middle - split.first());
        double downDone = (double) (split.end() - down) / (split.end() - middle);
        if (upDone <= downDone) {
            long end = Math.min(middle, (page(up) + 1L) * keysPerPage);
            visit(page(up), (end - up) * nanosPerKey, end - up, step);
            up = end;
        } else {
            long end = Math.max(middle, (long) page(down - 1) * keysPerPage);
            visit(page(down - 1), (down - end) * nanosPerKey, down - end, step);
            down = end;
        }
    }

    private int page(long key) {
        return Math.toIntExact(key / keysPerPage);
    }

    private void visit(int page, double nanos, long keys, Step step) {
        step.set(pages[page], 1, true, Math.max(1, (long) nanos), keys);
    }
}
