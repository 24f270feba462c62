package dev.ferry.testkit.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.testkit.memory.MemorySourceContractTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SoftwareMemorySourceTest extends MemorySourceContractTest {

    private final SoftwareMemory memory = SoftwareMemory.present(MemoryGeometry.flat(4096, 100));
    private final MemorySource source = new SoftwareMemorySource(memory);

    @AfterEach
    void free() {
        memory.free();
    }

    @Override
    protected MemorySource source() {
        return source;
    }

    @Override
    protected void write(long page, long value) {
        memory.set(page, 0, value);
    }

    @Override
    protected boolean knowsTouches() {
        return true;
    }

    @Override
    protected boolean knowsAbsentPages() {
        return true;
    }

    @Test
    void reportsJustThePagesWrittenSinceTheLastCollect() {
        write(1, 1);
        source.startDirtyLog();
        write(2, 1);
        write(70, 1);
        source.collectDirty(new PageBitmap(100));
        write(3, 1);
        PageBitmap dirty = new PageBitmap(100);

        source.collectDirty(dirty);

        assertThat(dirty).matches(pages -> pages.size() == 1 && pages.contains(3));
    }

    @Test
    void pagesThatWereNeverWrittenAreAbsent() {
        write(2, 1);
        PageBitmap absent = new PageBitmap(100);

        source.collectAbsent(absent);

        assertThat(absent).matches(pages -> pages.size() == 99 && !pages.contains(2));
    }
}
