package dev.ferry.paging;

import dev.ferry.api.memory.PageRun;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Pages that were taken out and are not yet on the device, oldest first: a touch brings one back at once (the second
 * chance of VMS). Keeps the memory of as many pages as there were at a time, also where the reservation shrinks. Under
 * the lock of the {@link Pager}.
 */
final class Standby {

    /**
     * A page that was taken out, once: if it is taken out again that is another one.
     *
     * @param contents its last bytes; used for another page once this one is gone
     */
    static final class Kept {
        final long page;
        final MemorySegment contents;

        private Kept(long page, MemorySegment contents) {
            this.page = page;
            this.contents = contents;
        }
    }

    private static final int SLAB_PAGES = 32;

    private final int pageSizeBytes;
    private final Map<Long, Kept> kept = new LinkedHashMap<>();
    private final Deque<MemorySegment> free = new ArrayDeque<>();

    Standby(int pageSizeBytes) {
        this.pageSizeBytes = pageSizeBytes;
    }

    int count() {
        return kept.size();
    }

    @Nullable
    Kept find(long page) {
        return kept.get(page);
    }

    /** All of them, oldest first. */
    Collection<Kept> oldestFirst() {
        return kept.values();
    }

    /** Room for a page: to be given to {@link #add}, or to {@link #giveBack} where it is not needed. */
    MemorySegment room() {
        if (free.isEmpty()) {
            MemorySegment slab = Arena.ofAuto().allocate((long) SLAB_PAGES * pageSizeBytes, pageSizeBytes);
            for (int page = 0; page < SLAB_PAGES; page++) {
                free.push(slab.asSlice((long) page * pageSizeBytes, pageSizeBytes));
            }
        }
        return free.pop();
    }

    void add(long page, MemorySegment contents) {
        kept.put(page, new Kept(page, contents));
    }

    void giveBack(MemorySegment room) {
        free.push(room);
    }

    /** Lets all pages of a run go that are here. */
    void removeAll(PageRun run) {
        List<Kept> going = run.count() < kept.size()
                ? LongStream.range(run.first(), run.end()).mapToObj(kept::get).filter(Objects::nonNull)
                        .toList()
                : kept.values().stream().filter(page -> run.contains(page.page)).toList();
        going.forEach(this::remove);
    }

    /** Lets a page go, if it is still this one; says whether it was. */
    boolean remove(Kept page) {
        boolean was = kept.remove(page.page, page);
        if (was) {
            giveBack(page.contents);
        }
        return was;
    }
}
