package dev.ferry.testkit.migration;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.swap.SwapDevice;
import dev.ferry.api.swap.SwapStore;
import java.lang.foreign.MemorySegment;

/** A store that can be made unreachable, as a whole or to write, and reachable again. */
final class UnreliableStore implements SwapStore {

    private final SwapStore inner;
    private volatile boolean down;
    private volatile boolean full;
    private volatile boolean frees = true;

    UnreliableStore(SwapStore inner) {
        this.inner = inner;
    }

    void goesDown() {
        down = true;
    }

    /** It can still be read. */
    void getsFull() {
        full = true;
    }

    /** It can still be read and written. */
    void freesNoMore() {
        frees = false;
    }

    void comesBack() {
        down = false;
    }

    @Override
    public SwapDevice open(String guestId, MemoryGeometry geometry) {
        return new Unreliable(inner.open(guestId, geometry));
    }

    @Override
    public void close() {
        inner.close();
    }

    private final class Unreliable implements SwapDevice {

        private final SwapDevice device;

        private Unreliable(SwapDevice device) {
            this.device = device;
        }

        private SwapDevice reached() {
            if (down) {
                throw new FerryException(ErrorCode.SWAP_UNREACHABLE, "the test has taken the store away");
            }
            return device;
        }

        @Override
        public int slotBytes() {
            return device.slotBytes();
        }

        @Override
        public long slotCount() {
            return device.slotCount();
        }

        @Override
        public long attach() {
            return reached().attach();
        }

        @Override
        public long takeOver(long epoch) {
            return reached().takeOver(epoch);
        }

        @Override
        public void detach() {
            reached().detach();
        }

        @Override
        public void write(long[] slots, MemorySegment contents) {
            if (full) {
                throw new FerryException(ErrorCode.SWAP_UNREACHABLE, "the test has filled the store");
            }
            reached().write(slots, contents);
        }

        @Override
        public void read(long[] slots, MemorySegment target) {
            reached().read(slots, target);
        }

        @Override
        public void free(PageRun slots) {
            if (!frees) {
                throw new FerryException(ErrorCode.SWAP_UNREACHABLE, "the test lets no slot be freed");
            }
            reached().free(slots);
        }

        @Override
        public void erase() {
            reached().erase();
        }

        @Override
        public void close() {
            device.close();
        }
    }
}
