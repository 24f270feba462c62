package dev.ferry.memory.linux;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.memory.linux.nativecall.Descriptor;
import dev.ferry.memory.linux.nativecall.Errno;
import dev.ferry.memory.linux.nativecall.NativeCallException;
import dev.ferry.memory.linux.nativecall.SystemCall;
import dev.ferry.memory.linux.userfault.Pagemap;

/** Finds the pages of a guest memory that hold nothing and read as zero. */
final class AbsentPages {

    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;

    private AbsentPages() {}

    /** Adds the absent pages. The guest may run: what it touches meanwhile may still be found. */
    static void collect(GuestMemory memory, PageBitmap absent) {
        memory.file().ifPresentOrElse(file -> collectHoles(memory, file, absent),
                () -> collectUnmapped(memory, absent));
    }

    /** Anonymous memory: neither mapped nor on swap, or mapped to the kernel's page of zeros. */
    private static void collectUnmapped(GuestMemory memory, PageBitmap absent) {
        long start = memory.hostAddress();
        long end = start + memory.geometry().memoryBytes();
        try (Pagemap pagemap = new Pagemap()) {
            pagemap.find(Pagemap.Kind.UNPOPULATED, start, end, memory.addingTo(absent));
            pagemap.find(Pagemap.Kind.ZERO, start, end, memory.addingTo(absent));
        }
    }

    /** A file: its holes. (The mapping does not tell: a page of the file on swap is not mapped either.) */
    private static void collectHoles(GuestMemory memory, Descriptor file, PageBitmap absent) {
        long bytes = memory.geometry().memoryBytes();
        int pageSize = memory.geometry().pageSizeBytes();
        long data;
        for (long hole = 0; hole < bytes; hole = seek(file, data, SEEK_HOLE, bytes)) {
            data = seek(file, hole, SEEK_DATA, bytes);
            absent.add(hole / pageSize, (data - hole) / pageSize);
        }
    }

    /** The next data or hole, or the end of the file where there is none. */
    private static long seek(Descriptor file, long offset, int whence, long end) {
        long result = offset == end ? end : SystemCall.LSEEK.attempt(file.number(), offset, whence);
        if (Errno.ENXIO.is(result)) {
            return end;
        }
        if (result < 0) {
            throw new NativeCallException("lseek", result, file.number(), offset, whence);
        }
        return result;
    }
}
