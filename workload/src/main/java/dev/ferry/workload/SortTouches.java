package dev.ferry.workload;

/** What a sort touches of an array that lies in pages one after the other. */
final class SortTouches extends PageTouches {

    private final Quicksort sort;
    private final long firstPage;
    private final int keysPerPage;
    private final Quicksort.Keys keys = new TouchedKeys();

    SortTouches(Quicksort sort, long firstPage, int keysPerPage) {
        this.sort = sort;
        this.firstPage = firstPage;
        this.keysPerPage = keysPerPage;
    }

    @Override
    void touchPages() {
        sort.step(keys);
    }

    private final class TouchedKeys implements Quicksort.Keys {

        @Override
        public long read(int position, long expected) {
            touch(firstPage + position / keysPerPage, false);
            return expected;
        }

        @Override
        public void write(int position, long key) {
            touch(firstPage + position / keysPerPage, true);
        }
    }
}
