package dev.ferry.guest.kvm;

import dev.ferry.api.memory.PageRun;
import dev.ferry.workload.GuestPlatform.PageSink;
import dev.ferry.workload.MemoryOracle;
import dev.ferry.workload.Workload;
import dev.ferry.workload.WorkloadState;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;

/** What the memory of a guest holds before the first step of a workload. */
final class InitialMemory {

    private final GuestLayout layout;
    private final Workload workload;
    private final MemoryOracle oracle;

    InitialMemory(GuestLayout layout, Workload workload) {
        this.layout = layout;
        this.workload = workload;
        this.oracle = new MemoryOracle(layout.geometry(), WorkloadState.initial(workload), layout);
    }

    /** The pages that may hold something, in ascending order; the others are zero. */
    List<PageRun> runs() {
        return Stream.concat(Stream.of(layout.platform()), workload.filled().stream()).toList();
    }

    /** Fills {@code target}, as long as a page, with what a page holds. */
    void fill(long page, MemorySegment target) {
        oracle.expected(page, target);
        addOwnWords(page, target);
    }

    /** Gives what the pages of all runs hold, in ascending order. */
    void give(PageSink sink) {
        runs().forEach(run -> oracle.giveContents(run, (page, contents) -> {
            addOwnWords(page, contents);
            sink.put(page, contents);
        }));
    }

    private void addOwnWords(long page, MemorySegment contents) {
        workload.heap().filter(heap -> page == HeapControl.layout(heap).control())
                .ifPresent(heap -> HeapControl.fill(heap, contents));
    }
}
