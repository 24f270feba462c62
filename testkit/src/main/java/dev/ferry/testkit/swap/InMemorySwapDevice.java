package dev.ferry.testkit.swap;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.swap.SwapArguments;
import dev.ferry.api.swap.SwapDevice;
import java.lang.foreign.MemorySegment;

/** The device of a guest at one host. Not final, so that tests can make it wrong. */
class InMemorySwapDevice implements SwapDevice {

    final SharedSlots shared;
    private final String host;

    InMemorySwapDevice(SharedSlots shared, String host) {
        this.shared = shared;
        this.host = host;
    }

    @Override
    public int slotBytes() {
        return shared.geometry.pageSizeBytes();
    }

    @Override
    public long slotCount() {
        return shared.geometry.pageCount();
    }

    @Override
    public long attach() {
        synchronized (shared) {
            if (shared.holder == null) {
                take();
            }
            requireLease("attach");
            return shared.epoch;
        }
    }

    @Override
    public long takeOver(long epoch) {
        SwapArguments.requireEpoch(epoch);
        synchronized (shared) {
            if (shared.holder == this && shared.epoch == epoch + 1) {
                return shared.epoch;
            }
            if (shared.epoch != epoch) {
                throw fenced("take-over of epoch " + epoch);
            }
            return take();
        }
    }

    final long take() {
        shared.holder = this;
        return ++shared.epoch;
    }

    @Override
    public void detach() {
        synchronized (shared) {
            if (shared.holder == this) {
                shared.holder = null;
            }
        }
    }

    @Override
    public void write(long[] slots, MemorySegment contents) {
        SwapArguments.requireBatch(this, slots, contents);
        synchronized (shared) {
            requireLease("write");
            store(slots, contents);
        }
    }

    final void store(long[] slots, MemorySegment contents) {
        synchronized (shared) {
            for (int i = 0; i < slots.length; i++) {
                shared.roomFor(slots[i]).copyFrom(part(contents, i));
            }
        }
    }

    @Override
    public void read(long[] slots, MemorySegment target) {
        SwapArguments.requireBatch(this, slots, target);
        synchronized (shared) {
            for (int i = 0; i < slots.length; i++) {
                MemorySegment contents = shared.contents.get(slots[i]);
                if (contents == null) {
                    throw shared.error(ErrorCode.SWAP_DAMAGED, "slot " + slots[i] + " holds nothing");
                }
                part(target, i).copyFrom(contents);
            }
        }
    }

    private MemorySegment part(MemorySegment batch, int index) {
        return batch.asSlice((long) index * slotBytes(), slotBytes());
    }

    @Override
    public void free(PageRun slots) {
        SwapArguments.requireRun(this, slots);
        synchronized (shared) {
            requireLease("free");
            for (long slot = slots.first(); slot < slots.end(); slot++) {
                shared.free(slot);
            }
        }
    }

    @Override
    public void erase() {
        synchronized (shared) {
            requireLease("erase");
            shared.clear();
            shared.epoch = 0;
            shared.holder = null;
        }
    }

    @Override
    public void close() {}

    final void requireLease(String what) {
        if (shared.holder != this) {
            throw fenced(what);
        }
    }

    private FerryException fenced(String what) {
        String lease = shared.holder == null
                ? "nobody holds the lease, the last epoch was " + shared.epoch
                : "the lease is held by " + shared.holder.host + ", epoch " + shared.epoch;
        return shared.error(ErrorCode.SWAP_FENCED, what + " by " + host + " refused, " + lease);
    }
}
