package dev.ferry.api.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PageBitmapTest {

    private static final int SEEDS = 300;

    @Test
    void changesAsABitSetDoes() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            PageBitmap pages = new PageBitmap(1 + random.nextInt(200));
            BitSet oracle = new BitSet();
            for (int operation = 0; operation < 100; operation++) {
                String failure = change(random, pages, oracle) + " with seed " + seed;

                assertThat(members(pages)).as(failure).isEqualTo(oracle.stream().boxed().toList());
                assertThat(pages.size()).as(failure).isEqualTo(oracle.cardinality());
                assertThat(pages.isEmpty()).as(failure).isEqualTo(oracle.isEmpty());
            }
        }
    }

    @Test
    void searchesAsABitSetDoes() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            int pageCount = 1 + random.nextInt(200);
            BitSet oracle = randomSet(random, pageCount);
            PageBitmap pages = bitmap(pageCount, oracle);
            for (int page = 0; page < pageCount; page++) {
                assertThat(pages.contains(page)).as("page %d, seed %d", page, seed)
                        .isEqualTo(oracle.get(page));
                assertThat(pages.next(page)).as("next of %d, seed %d", page, seed)
                        .isEqualTo(oracle.nextSetBit(page));
                assertThat(pages.previous(page)).as("previous of %d, seed %d", page, seed)
                        .isEqualTo(oracle.previousSetBit(page));
                assertThat(pages.nextAbsent(page)).as("next absent of %d, seed %d", page, seed)
                        .isEqualTo(Math.min(pageCount, oracle.nextClearBit(page)));
            }
        }
    }

    @Test
    void searchesWithinBoundsAsAnySetDoes() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            int pageCount = 1 + random.nextInt(200);
            PageBitmap pages = bitmap(pageCount, randomSet(random, pageCount));
            PageSet oracle = new ReadOnly(pages);
            for (int search = 0; search < 100; search++) {
                long from = random.nextInt(pageCount + 3);
                long bound = random.nextInt(pageCount + 3);
                assertThat(pages.next(from, bound)).as("next of %d before %d, seed %d", from, bound, seed)
                        .isEqualTo(oracle.next(from, bound));
                assertThat(pages.previous(from, bound))
                        .as("previous of %d down to %d, seed %d", from, bound, seed)
                        .isEqualTo(oracle.previous(from, bound));
            }
        }
    }

    @Test
    void combinesAsBitSetsDo() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            int pageCount = 1 + random.nextInt(200);
            BitSet left = randomSet(random, pageCount);
            BitSet right = randomSet(random, pageCount);

            PageBitmap union = bitmap(pageCount, left);
            union.addAll(bitmap(pageCount, right));
            PageBitmap unionWithAnyPageSet = bitmap(pageCount, left);
            unionWithAnyPageSet.addAll(new ReadOnly(bitmap(pageCount, right)));
            PageBitmap difference = bitmap(pageCount, left);
            difference.removeAll(bitmap(pageCount, right));
            PageBitmap intersection = bitmap(pageCount, left);
            intersection.retainAll(bitmap(pageCount, right));

            BitSet both = (BitSet) left.clone();
            both.and(right);
            BitSet onlyLeft = (BitSet) left.clone();
            onlyLeft.andNot(right);
            left.or(right);
            assertThat(members(union)).as("seed %d", seed).isEqualTo(left.stream().boxed().toList());
            assertThat(members(unionWithAnyPageSet)).as("seed %d", seed).isEqualTo(members(union));
            assertThat(members(difference)).as("seed %d", seed).isEqualTo(onlyLeft.stream().boxed().toList());
            assertThat(members(intersection)).as("seed %d", seed).isEqualTo(both.stream().boxed().toList());
        }
    }

    @Test
    void drainsWhatOthersAddMeanwhileOnceAndLosesNone() throws Exception {
        int pageCount = 200_000;
        int adders = 4;
        PageBitmap marked = new PageBitmap(pageCount);
        PageBitmap drained = new PageBitmap(pageCount);
        drained.add(7);
        long seen = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(adders)) {
            List<Future<?>> adding = new ArrayList<>();
            for (int adder = 0; adder < adders; adder++) {
                int first = adder;
                adding.add(threads.submit(() -> {
                    for (int page = first; page < pageCount; page += adders) {
                        marked.add(page);
                    }
                }));
            }
            boolean done;
            do {
                done = adding.stream().allMatch(Future::isDone);
                PageBitmap some = new PageBitmap(pageCount);
                marked.drainTo(some);
                seen += some.size();
                drained.addAll(some);
            } while (!done);
        }

        assertThat(seen).as("each page is added once").isEqualTo(pageCount);
        assertThat(drained.size()).isEqualTo(pageCount);
        assertThat(marked.isEmpty()).isTrue();
    }

    @Test
    void searchesBeyondTheLastPageFindNothing() {
        PageBitmap full = PageBitmap.full(70);

        assertThat(full.next(70)).isEqualTo(PageSet.NONE);
        assertThat(full.nextAbsent(3)).isEqualTo(70);
        assertThat(full.nextAbsent(70)).isEqualTo(70);
        assertThat(full.previous(1000)).isEqualTo(69);
        assertThat(full.previous(-1)).isEqualTo(PageSet.NONE);
    }

    @Test
    void setOverNoPagesIsEmpty() {
        PageBitmap none = PageBitmap.full(0);

        assertThat(none.isEmpty()).isTrue();
        assertThat(none.size()).isZero();
        assertThat(none.previous(0)).isEqualTo(PageSet.NONE);
        assertThat(none.nextAbsent(0)).isZero();
    }

    @Test
    void claimStopsAtTheFirstPageThatIsGone() {
        PageBitmap pages = PageBitmap.full(200);
        pages.remove(130);

        assertThat(pages.claim(3, 200)).isEqualTo(130);
        assertThat(pages.claim(130, 200)).isEqualTo(130);
        assertThat(pages.claim(131, 140)).isEqualTo(140);
        assertThat(pages.next(0)).isZero();
        assertThat(pages.next(3)).isEqualTo(140);
    }

    @Test
    void copyIsASetOfItsOwn() {
        PageBitmap pages = PageBitmap.full(100);

        PageBitmap copy = PageBitmap.copyOf(pages);
        pages.clear();

        assertThat(copy.size()).isEqualTo(100);
        assertThat(pages.isEmpty()).isTrue();
    }

    @Test
    void refusesPagesOutOfRange() {
        PageBitmap pages = new PageBitmap(100);

        assertThatThrownBy(() -> pages.add(100)).isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("page 100 of 100");
        assertThatThrownBy(() -> pages.contains(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> pages.remove(127)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> pages.add(90, 11)).isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("run of 11 pages from 90 of 100");
        assertThatThrownBy(() -> pages.remove(1, Long.MAX_VALUE))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> pages.claim(5, 4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(pages.isEmpty()).isTrue();
    }

    @Test
    void refusesToCombineSetsOfDifferentGuests() {
        PageBitmap pages = new PageBitmap(100);
        PageBitmap other = new PageBitmap(101);

        assertThatThrownBy(() -> pages.addAll(other)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> pages.removeAll(other)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> pages.retainAll(other)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> pages.drainTo(other)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesImpossiblePageCounts() {
        assertThatThrownBy(() -> new PageBitmap(-1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> new PageBitmap(Long.MAX_VALUE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void givesEachPageToJustOneOfTheThreadsThatClaimIt() throws Exception {
        PageBitmap owed = PageBitmap.full(20_011);
        List<Callable<List<Long>>> claimers = new ArrayList<>();
        for (long seed = 0; seed < 4; seed++) {
            Random random = new Random(seed);
            claimers.add(() -> claimAll(owed, random));
        }

        BitSet claimed = new BitSet();
        try (ExecutorService threads = Executors.newFixedThreadPool(claimers.size())) {
            for (Future<List<Long>> claims : threads.invokeAll(claimers)) {
                for (long page : claims.get()) {
                    assertThat(claimed.get((int) page)).as("page %d was claimed before", page).isFalse();
                    claimed.set((int) page);
                }
            }
        }

        assertThat(claimed.cardinality()).isEqualTo(20_011);
    }

    /** Claims runs and single pages from random places on until nothing is left. */
    private static List<Long> claimAll(PageBitmap owed, Random random) {
        List<Long> claimed = new ArrayList<>();
        while (!owed.isEmpty()) {
            long first = Math.max(0, owed.next(random.nextLong(owed.pageCount())));
            long end = random.nextBoolean()
                    ? owed.claim(first, Math.min(owed.pageCount(), first + 1 + random.nextInt(150)))
                    : first + (owed.remove(first) ? 1 : 0);
            for (long page = first; page < end; page++) {
                claimed.add(page);
            }
            if (end == first) {
                claimFirst(owed, claimed);
            }
        }
        return claimed;
    }

    private static void claimFirst(PageBitmap owed, List<Long> claimed) {
        long page = owed.next(0);
        if (page != PageSet.NONE && owed.remove(page)) {
            claimed.add(page);
        }
    }

    /** Does one random operation to both; checks its answer and says what it was. */
    private static String change(Random random, PageBitmap pages, BitSet oracle) {
        int first = random.nextInt((int) pages.pageCount());
        int count = random.nextInt((int) pages.pageCount() - first + 1);
        int end = first + count;
        BitSet before = (BitSet) oracle.clone();
        switch (random.nextInt(6)) {
            case 0 -> {
                oracle.set(first);
                assertThat(pages.add(first)).isEqualTo(!before.get(first));
                return "add " + first;
            }
            case 1 -> {
                oracle.clear(first);
                assertThat(pages.remove(first)).isEqualTo(before.get(first));
                return "remove " + first;
            }
            case 2 -> {
                oracle.set(first, end);
                assertThat(pages.add(first, count)).isEqualTo(oracle.cardinality() - before.cardinality());
                return "add " + first + " to " + end;
            }
            case 3 -> {
                oracle.clear(first, end);
                assertThat(pages.remove(first, count)).isEqualTo(before.cardinality() - oracle.cardinality());
                return "remove " + first + " to " + end;
            }
            case 4 -> {
                int stop = Math.min(end, before.nextClearBit(first));
                oracle.clear(first, stop);
                assertThat(pages.claim(first, end)).isEqualTo(stop);
                return "claim " + first + " to " + end;
            }
            default -> {
                if (random.nextInt(10) == 0) {
                    oracle.clear();
                    pages.clear();
                }
                return "clear, or nothing";
            }
        }
    }

    private static List<Integer> members(PageBitmap pages) {
        List<Integer> members = new ArrayList<>();
        for (long page = pages.next(0); page != PageSet.NONE; page = pages.next(page + 1)) {
            members.add((int) page);
        }
        return members;
    }

    private static BitSet randomSet(Random random, int pageCount) {
        BitSet set = new BitSet();
        for (int page = 0; page < pageCount; page += 1 + random.nextInt(90)) {
            int count = random.nextInt(90);
            set.set(page, Math.min(pageCount, page + count));
            page += count;
        }
        return set;
    }

    private static PageBitmap bitmap(int pageCount, BitSet members) {
        PageBitmap bitmap = new PageBitmap(pageCount);
        members.stream().forEach(bitmap::add);
        return bitmap;
    }

    /** A page set that is no bitmap. */
    private record ReadOnly(PageBitmap pages) implements PageSet {

        @Override
        public long pageCount() {
            return pages.pageCount();
        }

        @Override
        public boolean contains(long page) {
            return pages.contains(page);
        }

        @Override
        public long next(long from) {
            return pages.next(from);
        }

        @Override
        public long previous(long from) {
            return pages.previous(from);
        }

        @Override
        public long nextAbsent(long from) {
            return pages.nextAbsent(from);
        }

        @Override
        public long size() {
            return pages.size();
        }
    }
}
