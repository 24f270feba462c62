package dev.ferry.paging.file;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.swap.SwapArguments;
import dev.ferry.api.swap.SwapDevice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.UUID;

/**
 * The device of a guest at one host. Who may write is looked up and what is written is written under one lock of the
 * file, so that a take-over waits for a batch under way and no batch comes after it.
 */
final class FileSwapDevice implements SwapDevice {

    private final SwapFile file;
    private final String host;
    private final UUID id = UUID.randomUUID();

    FileSwapDevice(SwapFile file, String host) {
        this.file = file;
        this.host = host;
    }

    @Override
    public int slotBytes() {
        return file.layout().slotBytes();
    }

    @Override
    public long slotCount() {
        return file.layout().slotCount();
    }

    @Override
    public long attach() {
        return file.lockedAndMade("attach", (slots, lease) -> {
            if (lease.isHeldBy(id)) {
                return lease.epoch();
            }
            if (lease.isHeld()) {
                throw fenced("attach", lease);
            }
            return take(slots, lease);
        });
    }

    @Override
    public long takeOver(long epoch) {
        SwapArguments.requireEpoch(epoch);
        return file.locked("take over", (slots, lease) -> {
            if (lease.isHeldBy(id) && lease.epoch() == epoch + 1) {
                return lease.epoch();
            }
            if (lease.epoch() != epoch) {
                throw fenced("take-over of epoch " + epoch, lease);
            }
            return take(slots, lease);
        });
    }

    private long take(SlotFile slots, Lease lease) throws IOException {
        Lease taken = lease.takenBy(id, host);
        slots.writeLease(taken);
        return taken.epoch();
    }

    /** What was written is brought to the medium first: after a crash of the machine the next holder finds it. */
    @Override
    public void detach() {
        file.locked("detach", (slots, lease) -> {
            if (lease.isHeldBy(id)) {
                slots.force();
                slots.writeLease(lease.givenUp());
            }
            return null;
        });
    }

    @Override
    public void write(long[] slots, MemorySegment contents) {
        SwapArguments.requireBatch(this, slots, contents);
        asHolder("write", open -> {
            open.write(slots, contents);
            return null;
        });
    }

    /** Where a writer is amid of a slot it looks damaged: so that is believed only under the lock. */
    @Override
    public void read(long[] slots, MemorySegment target) {
        SwapArguments.requireBatch(this, slots, target);
        if (file.unlocked("read", open -> open.read(slots, target)).isPresent()) {
            Optional<String> damage = file.locked("read", (open, lease) -> open.read(slots, target));
            if (damage.isPresent()) {
                throw file.error(ErrorCode.SWAP_DAMAGED, damage.get());
            }
        }
    }

    @Override
    public void free(PageRun slots) {
        SwapArguments.requireRun(this, slots);
        asHolder("free", open -> {
            open.free(slots.first(), slots.count());
            return null;
        });
    }

    @Override
    public void erase() {
        asHolder("erase", open -> {
            file.delete(open);
            return null;
        });
    }

    private void asHolder(String what, SwapFile.Action<?> action) {
        file.locked(what, (slots, lease) -> {
            if (!lease.isHeldBy(id)) {
                throw fenced(what, lease);
            }
            return action.on(slots);
        });
    }

    private FerryException fenced(String what, Lease lease) {
        return file.error(ErrorCode.SWAP_FENCED, what + " by " + host + " refused, " + lease);
    }

    @Override
    public void close() {
        file.close();
    }
}
