package dev.ferry.testkit.guest;

import dev.ferry.api.memory.PageBitmap;
import java.util.function.Consumer;

/** The guest marks all its pages not present in the pause, and sees in its own fault handler which it touches. */
final class PageTracking implements Paging {

    private final PageTable table;
    private long visited;

    PageTracking(long pageCount) {
        this.table = new PageTable(pageCount);
    }

    @Override
    public boolean isMapped(long page) {
        return table.isPresent(page);
    }

    @Override
    public void map(long page) {
        table.map(page);
    }

    @Override
    public void prepareHandover(Consumer<PageBitmap> collectFree) {
        for (long page = 0; page < table.pageCount(); page++) {
            table.unmap(page);
        }
        visited += table.pageCount();
    }

    @Override
    public byte[] addTo(byte[] state) {
        return table.addTo(state);
    }

    @Override
    public byte[] takeFrom(byte[] state) {
        return table.takeFrom(state);
    }

    @Override
    public long entriesVisitedInPause() {
        return visited;
    }
}
