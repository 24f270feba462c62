package dev.ferry.memory.linux.userfault;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.StructLayout;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Sizes, offsets and numbers as C programs see them on x86-64. */
class StructsTest {

    @Test
    void laysOutUserfaultfdRequests() {
        assertLayout(Structs.UFFDIO_API, 24, at("api", 0), at("features", 8), at("ioctls", 16));
        assertLayout(Structs.UFFDIO_RANGE, 16, at("start", 0), at("len", 8));
        assertLayout(Structs.UFFDIO_REGISTER, 32, at("start", 0), at("len", 8), at("mode", 16),
                at("ioctls", 24));
        assertLayout(Structs.UFFDIO_COPY, 40, at("dst", 0), at("src", 8), at("len", 16), at("mode", 24),
                at("copy", 32));
        assertLayout(Structs.UFFDIO_ZEROPAGE, 32, at("start", 0), at("len", 8), at("mode", 16),
                at("zeropage", 24));
    }

    @Test
    void laysOutMessagesAndPoll() {
        assertLayout(Structs.UFFD_MSG, 32, at("event", 0), at("flags", 8), at("address", 16), at("ptid", 24));
        assertLayout(Structs.POLLFD, 8, at("fd", 0), at("events", 4), at("revents", 6));
    }

    @Test
    void laysOutPagemapScan() {
        assertLayout(Structs.PM_SCAN_ARG, 96, at("size", 0), at("flags", 8), at("start", 16), at("end", 24),
                at("walk_end", 32), at("vec", 40), at("vec_len", 48), at("max_pages", 56),
                at("category_inverted", 64), at("category_mask", 72), at("category_anyof_mask", 80),
                at("return_mask", 88));
        assertLayout(Structs.PAGE_REGION, 24, at("start", 0), at("end", 8), at("categories", 16));
    }

    @Test
    void numbersRequestsAsTheKernelDoes() {
        assertThat(Userfaultfd.UFFDIO_API.number()).isEqualTo(0xc018aa3fL);
        assertThat(Userfaultfd.UFFDIO_REGISTER.number()).isEqualTo(0xc020aa00L);
        assertThat(Userfaultfd.UFFDIO_UNREGISTER.number()).isEqualTo(0x8010aa01L);
        assertThat(Userfaultfd.UFFDIO_WAKE.number()).isEqualTo(0x8010aa02L);
        assertThat(Userfaultfd.UFFDIO_COPY.number()).isEqualTo(0xc028aa03L);
        assertThat(Userfaultfd.UFFDIO_ZEROPAGE.number()).isEqualTo(0xc020aa04L);
        assertThat(Userfaultfd.USERFAULTFD_IOC_NEW.number()).isEqualTo(0xaa00L);
        assertThat(Pagemap.PAGEMAP_SCAN.number()).isEqualTo(0xc0606610L);
    }

    private record Field(String name, long offset) {}

    private static Field at(String name, long offset) {
        return new Field(name, offset);
    }

    private static void assertLayout(StructLayout struct, long bytes, Field... fields) {
        assertThat(struct.byteSize()).isEqualTo(bytes);
        assertThat(Arrays.stream(fields).map(field -> at(field.name(), Structs.offset(struct, field.name()))))
                .containsExactly(fields);
    }
}
