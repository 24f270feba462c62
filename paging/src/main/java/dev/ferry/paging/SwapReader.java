package dev.ferry.paging;

import dev.ferry.api.FerryException;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.swap.SwapDevice;
import dev.ferry.paging.Faults.Wanted;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings cold pages back that the guest waits for: what has queued up while one exchange was under way goes with the
 * next. Where a batch fails each page of it is asked for by itself, so that one whose server is gone keeps no other
 * waiting for good. For one thread.
 */
final class SwapReader {

    private final MemoryGeometry geometry;
    private final Faults faults;
    private final SwapDevice device;
    private final Outage outage;
    private final MemorySegment buffer;
    /** Pages that could not be read, and since when. */
    private final Map<Long, Long> failingSinceNanos = new HashMap<>();
    private long pauseNanos;

    SwapReader(MemoryGeometry geometry, Faults faults, SwapDevice device, Outage outage) {
        this.geometry = geometry;
        this.faults = faults;
        this.device = device;
        this.outage = outage;
        this.buffer = Arena.ofAuto().allocate(
                geometry.bytes(Math.min(geometry.pageCount(), Sizes.MAX_BATCH_PAGES)),
                geometry.pageSizeBytes());
    }

    /** Reads pages until the pager ends. */
    void run() {
        while (faults.awaitWanted()) {
            List<Wanted> batch = faults.nextWanted();
            forgetDiscarded();
            if (!batch.isEmpty()) {
                read(batch);
                pauseAfterFailure();
            }
        }
    }

    /** Pages that could not be read, and have been discarded since, do without the device. */
    private void forgetDiscarded() {
        failingSinceNanos.keySet().removeIf(page -> {
            boolean discarded = !faults.isExpected(page);
            if (discarded) {
                outage.ends(false);
            }
            return discarded;
        });
    }

    private void pauseAfterFailure() {
        if (failingSinceNanos.isEmpty()) {
            pauseNanos = 0;
        } else {
            pauseNanos = Outage.pauseNanos(pauseNanos);
            faults.pause(pauseNanos, failingSinceNanos.size());
        }
    }

    /** Reads pages, all at once where that works. */
    void read(List<Wanted> batch) {
        try {
            readAtOnce(batch);
        } catch (FerryException failed) {
            if (batch.size() == 1) {
                fails(batch.getFirst(), failed);
            } else {
                batch.forEach(page -> read(List.of(page)));
            }
        }
    }

    private void readAtOnce(List<Wanted> batch) {
        long pageBytes = geometry.pageSizeBytes();
        device.read(batch.stream().mapToLong(Wanted::page).toArray(),
                buffer.asSlice(0, batch.size() * pageBytes));
        for (int index = 0; index < batch.size(); index++) {
            Wanted page = batch.get(index);
            if (failingSinceNanos.remove(page.page()) != null) {
                outage.ends(true);
            }
            faults.wasRead(page, buffer.asSlice(index * pageBytes, pageBytes));
        }
    }

    /** Whoever touched a page that is lost waits for good: it stays expected. */
    private void fails(Wanted page, FerryException why) {
        Long sinceNanos = failingSinceNanos.get(page.page());
        if (!Outage.canPass(why) || sinceNanos != null && outage.isTooLong(sinceNanos)) {
            if (failingSinceNanos.remove(page.page()) != null) {
                outage.ends(false);
            }
            outage.loses(why);
            return;
        }
        if (sinceNanos == null) {
            failingSinceNanos.put(page.page(), System.nanoTime());
            outage.begins(why);
        }
        faults.wantAgain(page);
    }
}
