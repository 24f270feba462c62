package dev.ferry.simulator.paper;

import dev.ferry.api.memory.PageRun;
import dev.ferry.simulator.guest.AccessPattern;
import dev.ferry.simulator.guest.workload.CompileProcesses;
import dev.ferry.simulator.guest.workload.FreePages;
import dev.ferry.simulator.guest.workload.KeyLaw;
import dev.ferry.simulator.guest.workload.KeyValueQueries;
import dev.ferry.simulator.guest.workload.KeyValueQueries.Mix;
import dev.ferry.simulator.guest.workload.KeyValueStore;
import dev.ferry.simulator.guest.workload.RingStream;
import dev.ferry.simulator.paper.Evaluation.Parameter;
import java.util.List;

/**
 * The applications of the post-copy paper (Hines et al. 2009, section 5.3), which says what they are and not what they do
 * to memory: sizes and rates are assumed. Each has a program for each of two virtual CPUs.
 */
enum Application {
    /** Files of 16 KiB that are in demand by Zipf's law; one request in 20 writes one. */
    SPECWEB("SPECweb", 384, 40_000_000,
            "360 MB of files of 16 KiB by Zipf's law, 5 % written, 2 ms a request on each processor") {
        @Override
        List<AccessPattern> programs(PageRun memory, FreePages heap, long seed) {
            KeyValueStore files = store(memory, 16 << 10);
            Mix mix = new Mix(0.05, false);
            return List.of(new KeyValueQueries(files, KeyLaw.Zipf.YCSB, mix, 2_000_000, seed),
                    new KeyValueQueries(files, KeyLaw.Zipf.YCSB, mix, 2_000_000, ~seed));
        }
    },
    /** Pieces of files, half of them written, on one processor; on the other the client's own data. */
    BITTORRENT("BitTorrent", 288, 12_000_000,
            "256 MB of pieces of 256 KiB, 12 MB/s read and 12 MB/s written; 32 MB of its own, a page of them written each 16 us") {
        @Override
        List<AccessPattern> programs(PageRun memory, FreePages heap, long seed) {
            long own = Testbed.pages(32);
            PageRun rest = PageRun.between(memory.first() + own, memory.end());
            return List.of(writer(new PageRun(memory.first(), own), seed),
                    new KeyValueQueries(store(rest, 256 << 10), new KeyLaw.Uniform(), new Mix(0.5, false),
                            10_900_000, ~seed));
        }
    },
    /** Two compilers at a time. */
    COMPILE("kernel compile", 64, 0,
            "24 MB read by all, 32 MB of sources, 8 MB of objects; processes of 8 to 16 MB, a touch each 5 us") {
        @Override
        List<AccessPattern> programs(PageRun memory, FreePages heap, long seed) {
            return List.of(compile(memory, heap, 2 * seed), compile(memory, heap, 2 * seed + 1));
        }
    },
    /** What is sent is read from a buffer by the program, and written to the kernel's by the kernel. */
    NETPERF("NetPerf", 8, 110_000_000,
            "110 MB/s from a buffer of 4 MB through 4 MB of the kernel's") {
        @Override
        List<AccessPattern> programs(PageRun memory, FreePages heap, long seed) {
            PageRun buffer = new PageRun(memory.first(), memory.count() / 2);
            PageRun kernel = PageRun.between(buffer.end(), memory.end());
            return List.of(stream(buffer, kernel, false, seed), stream(kernel, buffer, true, ~seed));
        }
    };

    /** One page in so many is the index's. */
    private static final long INDEX_PART = 16;

    private final String title;
    private final long mebibytes;
    private final long sentBytesPerSecond;
    private final String model;

    Application(String title, long mebibytes, long sentBytesPerSecond, String model) {
        this.title = title;
        this.mebibytes = mebibytes;
        this.sentBytesPerSecond = sentBytesPerSecond;
        this.model = model;
    }

    /** For people. */
    String title() {
        return title;
    }

    /** Its pageable memory beside that of its processes that come and go. */
    long pages() {
        return Testbed.pages(mebibytes);
    }

    /** Whether the paper counts it among the largest. */
    boolean isLarge() {
        return this == SPECWEB || this == BITTORRENT;
    }

    /** What it sends over the host's link, 0 for nothing. */
    long sentBytesPerSecond() {
        return sentBytesPerSecond;
    }

    /** What it is modelled by. */
    Parameter parameter() {
        return new Parameter(title, model + "; sends " + sentBytesPerSecond / 1_000_000 + " MB/s",
                "assumed; rates chosen with what the paper says of pages and faults in view");
    }

    /**
     * What it runs, one for each virtual CPU.
     *
     * @param memory of the size of {@link #pages}
     * @param heap free memory, where processes come and go
     */
    abstract List<AccessPattern> programs(PageRun memory, FreePages heap, long seed);

    /** Most of some memory for values, the rest for the index over them. */
    private static KeyValueStore store(PageRun memory, long valueBytes) {
        long index = memory.count() / INDEX_PART;
        return new KeyValueStore(new PageRun(memory.first(), index),
                PageRun.between(memory.first() + index, memory.end()), valueBytes, Testbed.PAGE_BYTES);
    }

    private static AccessPattern writer(PageRun pages, long seed) {
        return new KeyValueQueries(store(pages, Testbed.PAGE_BYTES), new KeyLaw.Uniform(), new Mix(1, false),
                16_000,
                seed);
    }

    private static AccessPattern stream(PageRun ring, PageRun kernel, boolean receives, long seed) {
        return new RingStream(ring, kernel, receives, 16, 110_000_000, Testbed.PAGE_BYTES, seed);
    }

    private static AccessPattern compile(PageRun memory, FreePages heap, long seed) {
        PageRun common = new PageRun(memory.first(), Testbed.pages(24));
        PageRun sources = new PageRun(common.end(), Testbed.pages(32));
        return new CompileProcesses(
                new CompileProcesses.Files(common, sources, PageRun.between(sources.end(), memory.end())),
                heap,
                new CompileProcesses.Sizes((int) Testbed.pages(16), 8, 64, 16), 5_000, seed);
    }
}
