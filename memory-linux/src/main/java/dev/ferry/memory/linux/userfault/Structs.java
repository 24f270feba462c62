package dev.ferry.memory.linux.userfault;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;
import java.util.Arrays;

/**
 * The structures of {@code linux/userfaultfd.h}, {@code linux/fs.h} and {@code poll.h}. Most consist of 64-bit numbers
 * alone, so that an array of longs in the order of the fields makes one.
 */
final class Structs {

    static final StructLayout UFFDIO_API = longs("api", "features", "ioctls");
    static final StructLayout UFFDIO_RANGE = longs("start", "len");
    static final StructLayout UFFDIO_REGISTER = longs("start", "len", "mode", "ioctls");
    static final StructLayout UFFDIO_COPY = longs("dst", "src", "len", "mode", "copy");
    static final StructLayout UFFDIO_MOVE = longs("dst", "src", "len", "mode", "move");
    static final StructLayout UFFDIO_ZEROPAGE = longs("start", "len", "mode", "zeropage");

    /** {@code uffd_msg} as it is for a page fault. */
    static final StructLayout UFFD_MSG = MemoryLayout.structLayout(JAVA_BYTE.withName("event"),
            MemoryLayout.paddingLayout(7), JAVA_LONG.withName("flags"), JAVA_LONG.withName("address"),
            JAVA_INT.withName("ptid"), MemoryLayout.paddingLayout(4));

    static final StructLayout PM_SCAN_ARG = longs("size", "flags", "start", "end", "walk_end", "vec",
            "vec_len", "max_pages", "category_inverted", "category_mask", "category_anyof_mask",
            "return_mask");
    static final StructLayout PAGE_REGION = longs("start", "end", "categories");

    static final StructLayout POLLFD = MemoryLayout.structLayout(JAVA_INT.withName("fd"),
            JAVA_SHORT.withName("events"), JAVA_SHORT.withName("revents"));

    private Structs() {}

    static long offset(StructLayout struct, String field) {
        return struct.byteOffset(PathElement.groupElement(field));
    }

    private static StructLayout longs(String... names) {
        return MemoryLayout.structLayout(
                Arrays.stream(names).map(JAVA_LONG::withName).toArray(MemoryLayout[]::new));
    }
}
