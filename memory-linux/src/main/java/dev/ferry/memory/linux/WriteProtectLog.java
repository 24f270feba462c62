package dev.ferry.memory.linux;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.memory.linux.userfault.Pagemap;
import dev.ferry.memory.linux.userfault.Userfaultfd;

/**
 * A log of writes by write protection: the kernel lets the first write to a page through, and remembers it until it is
 * asked (userfaultfd's {@code WP_ASYNC}; no thread waits, no message is read). It sees every write through the mapping,
 * by Java, by the kernel and by a KVM guest; it does not see discarded pages, nor writes through another mapping. With a
 * page that is taken out, what the kernel knows of it is lost: it counts as written.
 */
final class WriteProtectLog implements AutoCloseable {

    private final GuestMemory memory;
    private final Pagemap.Kind written;
    private final long start;
    private final long end;
    private final PageBitmap forgotten;
    private final Pagemap pagemap;

    /** Begins to log: what is written from here on is collected. */
    WriteProtectLog(GuestMemory memory) {
        this.memory = memory;
        this.written = written(memory);
        this.start = memory.hostAddress();
        this.end = start + memory.geometry().memoryBytes();
        this.forgotten = new PageBitmap(memory.geometry().pageCount());
        memory.writeProtection().hold(this);
        try {
            this.pagemap = protectedPagemap();
        } catch (RuntimeException | Error refused) {
            memory.writeProtection().release(this);
            throw refused;
        }
    }

    /** Protects all pages. One that was never protected counts as written: the first answer says nothing. */
    private Pagemap protectedPagemap() {
        Pagemap opened = new Pagemap();
        try {
            opened.protect(written, start, end, (from, to) -> {});
            return opened;
        } catch (RuntimeException | Error refused) {
            opened.close();
            throw refused;
        }
    }

    /**
     * Anonymous pages that are not there are left alone, since a mark on them could not be told from a page on swap.
     * Pages of a file need the mark: one that is written and then swapped looks as if it had never been there.
     */
    private static Pagemap.Kind written(GuestMemory memory) {
        return memory.file().isPresent() ? Pagemap.Kind.WRITTEN : Pagemap.Kind.WRITTEN_AND_POPULATED;
    }

    /** Throws as {@link Userfaultfd#open} where this process cannot have such a log. */
    static void checkSupported() {
        Userfaultfd.open(WriteProtection.FEATURES).close();
    }

    /** Adds the pages written since the log began or was last collected, and protects them again. */
    void collect(PageBitmap dirty) {
        pagemap.protect(written, start, end, memory.addingTo(dirty));
        forgotten.drainTo(dirty);
    }

    /**
     * Called before pages are taken out and once more afterwards. A write that was done before {@link #collect} is then
     * found by it: in the memory, or, where the page has left that already, here.
     */
    void forget(PageRun run) {
        forgotten.add(run.first(), run.count());
    }

    @Override
    public void close() {
        pagemap.close();
        memory.writeProtection().release(this);
    }
}
