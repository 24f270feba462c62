package dev.ferry.testkit.strategy;

import dev.ferry.api.memory.PageSet;

/** A live set that can be nothing but read, whatever it is cast to. */
record ReadOnlyPages(PageSet pages) implements PageSet {

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
