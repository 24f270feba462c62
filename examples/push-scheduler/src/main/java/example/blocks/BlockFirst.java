package example.blocks;

import dev.ferry.api.Setting;
import dev.ferry.api.Settings;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pushes the block of memory that the guest has faulted in, all of it, before anything else. A guest allocates by huge
 * pages and arenas, so that what it uses together lies in the same aligned block, in whatever order it is touched there.
 * The blocks of the latest faults come first, each from the fault on; then the rest of memory in address order.
 */
public final class BlockFirst implements PushScheduler {

    /** 2 MiB of pages of 4 KiB, a huge page on x86-64. */
    static final Setting<Long> BLOCK_PAGES = Setting.number("ferry.scheduler.block-first.pages", 512, 1,
            1 << 20, "how many pages a block has");

    /** More than a guest works in at a time; a fault in yet another block leaves the oldest to address order. */
    private static final int MAX_BLOCKS = 16;

    private final long blockPages;
    /** The last fault in each block that is to come, the latest first. */
    private final Deque<Long> faults = new ArrayDeque<>();
    private PageSet owed = new PageBitmap(0);
    /** No page before it is owed. */
    private long cursor;

    /** Pushes by blocks of so many pages. */
    public BlockFirst(long blockPages) {
        this.blockPages = blockPages;
    }

    @Override
    public void begin(PageSet owed) {
        this.owed = owed;
        faults.clear();
        cursor = 0;
    }

    @Override
    public void onNetworkFault(long page) {
        faults.removeIf(earlier -> earlier / blockPages == page / blockPages);
        faults.addFirst(page);
        if (faults.size() > MAX_BLOCKS) {
            faults.removeLast();
        }
    }

    @Override
    public @Nullable PageRun next(long maxPages) {
        while (!faults.isEmpty()) {
            PageRun run = nextOfBlock(faults.getFirst(), maxPages);
            if (run != null) {
                return run;
            }
            faults.removeFirst();
        }
        return nextInAddressOrder(maxPages);
    }

    /** From the fault to the end of its block, then from the start of the block; null where nothing of it is owed. */
    private @Nullable PageRun nextOfBlock(long fault, long maxPages) {
        long start = fault - fault % blockPages;
        long end = Math.min(start + blockPages, owed.pageCount());
        long first = owed.next(fault, end);
        if (first == PageSet.NONE) {
            first = owed.next(start, fault);
        }
        return first == PageSet.NONE ? null : PageRun.between(first, Math.min(end, first + maxPages));
    }

    private @Nullable PageRun nextInAddressOrder(long maxPages) {
        long first = owed.next(cursor);
        if (first == PageSet.NONE) {
            return null;
        }
        cursor = first;
        return PageRun.between(first, Math.min(owed.pageCount(), first + maxPages));
    }

    /** A block is one of addresses: positions in the order of last use have no huge pages. */
    @Override
    public boolean needsAddresses() {
        return true;
    }

    /** Finds {@link BlockFirst} as {@code block-first}. */
    public static final class Provider implements PushScheduler.Provider {

        @Override
        public String name() {
            return "block-first";
        }

        @Override
        public List<Setting<?>> settings() {
            return List.of(BLOCK_PAGES);
        }

        @Override
        public PushScheduler create(Settings settings) {
            return new BlockFirst(settings.get(BLOCK_PAGES));
        }
    }
}
