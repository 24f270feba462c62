package dev.ferry.paging.workingset;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.paging.PagerFigures;
import dev.ferry.workload.Task;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** A guest and its pager in virtual time: it touches pages at a pace, and waits for those that are out. */
final class ModelGuest {

    /** How the pager knows what was used last. */
    enum Recency {
        /** It sees every touch. */
        LRU,
        /**
         * It sees what comes back: pages go out in the order they came in, those just brought back one turn later, by
         * way of a few that are still there to be rescued.
         */
        SECOND_CHANCE
    }

    private static final int PAGE_BYTES = 4096;
    private static final long SWAP_IN_NANOS = 200_000;
    private static final int STANDBY_PART = 16;

    private final Recency recency;
    private final MemoryGeometry geometry;
    private final Task.Order order;
    private final long seed;
    private final long touchNanos;
    /** Pages in reach, the next to go out first, and whether they have a turn more. */
    private final Map<Long, Boolean> resident = new LinkedHashMap<>();
    private final Set<Long> standby = new LinkedHashSet<>();
    private Task task;
    private long steps;
    private long reservationPages;
    private long swappedIn;
    private long swappedOut;
    private long rescued;
    private long aheadNanos;

    /** All of its pages are in memory. */
    ModelGuest(Recency recency, long pageCount, Task.Order order, long touchesPerSecond, long seed) {
        this.recency = recency;
        this.geometry = MemoryGeometry.flat(PAGE_BYTES, pageCount);
        this.order = order;
        this.seed = seed;
        this.touchNanos = Duration.ofSeconds(1).toNanos() / touchesPerSecond;
        this.reservationPages = pageCount;
        workIn(pageCount);
        for (long page = 0; page < pageCount; page++) {
            resident.put(page, true);
        }
    }

    /** Touches the first pages only from now on. */
    void workIn(long pages) {
        task = new Task(Task.Kind.READER, order, new PageRun(0, pages));
    }

    long workingSetPages() {
        return task.pages().count();
    }

    void run(Duration time) {
        while (aheadNanos < time.toNanos()) {
            aheadNanos += touchNanos + touch(task.page(seed, steps++));
        }
        aheadNanos -= time.toNanos();
    }

    private long touch(long page) {
        if (resident.containsKey(page)) {
            if (recency == Recency.LRU) {
                resident.remove(page);
                resident.put(page, false);
            }
            return 0;
        }
        boolean rescue = standby.remove(page);
        resident.put(page, recency == Recency.SECOND_CHANCE);
        if (rescue) {
            rescued++;
            return 0;
        }
        swappedIn++;
        makeRoom();
        return SWAP_IN_NANOS;
    }

    void reserve(long pages) {
        reservationPages = pages;
        makeRoom();
    }

    private void makeRoom() {
        while (memoryPages() > reservationPages) {
            while (standby.isEmpty() || recency == Recency.SECOND_CHANCE
                    && standby.size() < reservationPages / STANDBY_PART && !resident.isEmpty()) {
                standby.add(victim());
            }
            removeFirst(standby.iterator());
            swappedOut++;
        }
    }

    private long victim() {
        while (true) {
            Map.Entry<Long, Boolean> oldest = resident.entrySet().iterator().next();
            resident.remove(oldest.getKey());
            if (!oldest.getValue()) {
                return oldest.getKey();
            }
            resident.put(oldest.getKey(), false);
        }
    }

    private static void removeFirst(Iterator<Long> pages) {
        pages.next();
        pages.remove();
    }

    private long memoryPages() {
        return resident.size() + standby.size();
    }

    PagerFigures figures() {
        return new PagerFigures(reservationPages, memoryPages(), geometry.pageCount() - memoryPages(),
                swappedIn,
                swappedOut, rescued);
    }

    WatchedGuest watched(String guestId) {
        return new WatchedGuest(guestId, geometry, this::figures, this::reserve);
    }
}
