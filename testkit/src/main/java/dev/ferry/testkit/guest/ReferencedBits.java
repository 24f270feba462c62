package dev.ferry.testkit.guest;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.PageBitmap;
import org.jspecify.annotations.Nullable;

/** The referenced bits of a software guest's memory, as its MMU would set them. */
final class ReferencedBits implements AccessLog {

    /** The pages that hold something; the others are not reported. */
    private final PageBitmap used;
    private volatile @Nullable PageBitmap bits;

    ReferencedBits(PageBitmap used) {
        this.used = used;
    }

    /** The guest has touched a page. */
    void touched(long page) {
        PageBitmap watched = bits;
        if (watched != null) {
            watched.add(page);
        }
    }

    @Override
    public void start() {
        bits = new PageBitmap(used.pageCount());
    }

    @Override
    public void collect(PageBitmap touched) {
        PageBitmap watched = bits;
        if (watched == null) {
            throw new IllegalStateException("the access log was not started");
        }
        PageBitmap taken = new PageBitmap(used.pageCount());
        watched.drainTo(taken);
        taken.retainAll(used);
        touched.addAll(taken);
    }

    @Override
    public void stop() {
        bits = null;
    }
}
