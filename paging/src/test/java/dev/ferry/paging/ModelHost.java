package dev.ferry.paging;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.swap.SwapDevice;
import dev.ferry.api.swap.SwapStore;
import dev.ferry.paging.Eviction.Batch;
import dev.ferry.paging.Faults.Wanted;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A paged guest at one host, whose pager takes its steps when it is told to. */
final class ModelHost {

    final ModelMemory memory;
    final Pager pager;
    private final Places places;
    final PagedSource source;
    final PagedTrap trap;
    final PagedControl control;
    private final SwapDevice device;
    private final Lease lease;
    private final SwapReader reader;
    private final Random random;
    /** How long a write takes, in other steps. */
    private final int slowness;
    /** From when on nobody brings pages but the pager. */
    private boolean isFull;
    private @Nullable Batch writing;
    private Optional<PageRun> freeing = Optional.empty();
    private List<Wanted> reading = List.of();

    ModelHost(SwapStore store, MemoryGeometry geometry, long reservation, Random random,
            Function<ModelMemory, Places> places) {
        this.random = random;
        this.slowness = random.nextBoolean() ? 1 : 30;
        this.memory = new ModelMemory(geometry);
        this.device = store.open("guest", geometry);
        Outage outage = new Outage(Duration.ZERO, PagingListener.NONE);
        Lease lease = new Lease(device, outage);
        this.places = places.apply(memory);
        this.pager = new Pager(memory, this.places, Sizes.of(reservation));
        this.source = new PagedSource(memory, pager, device, lease, outage);
        this.trap = new PagedTrap(memory, pager);
        this.control = new PagedControl(new Switch(), pager, lease, outage, () -> {});
        memory.onTouchable(page -> {
            if (pager.cold().contains(page)) {
                throw new AssertionError("page " + page + " can be written and counts as cold");
            }
            if (pager.faults().isWhole() && isFull && !pager.held().contains(page)) {
                throw new AssertionError("page " + page + " can be written and counts as absent");
            }
        });
        this.reader = new SwapReader(geometry, pager.faults(), device, outage);
        this.lease = lease;
    }

    /** The guest itself: while it is being paused, what is under way with the device comes to its end. */
    private final class Switch implements GuestControl {

        @Override
        public void pause() {
            endWrite();
            endFree();
        }

        @Override
        public void resume() {}

        @Override
        public byte[] saveState() {
            return new byte[0];
        }

        @Override
        public void loadState(byte[] state) {}
    }

    void begin() {
        lease.attach();
        pager.faults().unknownIsZero();
        pager.eviction().start();
    }

    /** The guest has all that it begins with. */
    void full() {
        isFull = true;
    }

    /** A page that is on standby, if there is one: likely one that is being written. */
    long standbyPage(long otherwise) {
        return places.standby().oldestFirst().stream().map(kept -> kept.page).skip(random.nextInt(3))
                .findFirst()
                .orElse(otherwise);
    }

    /** Whether the guest can touch a page; if not, the pager is told that it waits. */
    boolean touches(long page) {
        if (!memory.present().contains(page)) {
            pager.faults().touched(page);
        }
        return memory.present().contains(page);
    }

    /** Whether the engine is to bring a page that the guest waits for. */
    boolean asksFor(long page, boolean closed) {
        return !closed && !pager.held().contains(page);
    }

    /** One step of the pager, any of them. */
    void step() {
        switch (random.nextInt(18)) {
            case 0, 1, 2, 3, 4, 5 -> pager.eviction().takeOut();
            case 6, 7 -> startWrite();
            case 8 -> {
                if (random.nextInt(slowness) == 0) {
                    endWrite();
                }
            }
            case 9, 10, 11 -> startRead();
            case 12 -> startFree();
            case 13 -> endFree();
            default -> endRead();
        }
    }

    void startWrite() {
        if (writing == null && freeing.isEmpty()) {
            writing = pager.eviction().startWrite();
        }
    }

    /** Now and then only some of it is written, and nobody knows which. */
    void endWrite() {
        Batch batch = writing;
        if (batch == null) {
            return;
        }
        writing = null;
        boolean fails = random.nextInt(4) == 0;
        int count = fails ? random.nextInt(batch.slots().length) : batch.slots().length;
        try {
            device.write(Arrays.copyOf(batch.slots(), count),
                    batch.contents().asSlice(0, pager.geometry().bytes(count)));
            pager.eviction().endWrite(batch, !fails);
        } catch (FerryException refused) {
            if (refused.code() != ErrorCode.SWAP_FENCED) {
                throw refused;
            }
            throw new AssertionError("a host wrote the device of a guest that is another's", refused);
        }
    }

    void startFree() {
        if (writing == null && freeing.isEmpty()) {
            freeing = pager.eviction().startFree();
        }
    }

    /** Now and then the device is away. */
    void endFree() {
        Optional<PageRun> slots = freeing;
        freeing = Optional.empty();
        slots.ifPresent(run -> {
            boolean fails = random.nextInt(4) == 0;
            if (!fails) {
                device.free(run);
            }
            pager.eviction().endFree(!fails);
        });
    }

    void startRead() {
        if (reading.isEmpty()) {
            reading = pager.faults().nextWanted();
        }
    }

    void endRead() {
        List<Wanted> batch = reading;
        reading = List.of();
        if (!batch.isEmpty()) {
            reader.read(batch);
        }
    }

    /** Brings the page to the guest, if the pager can. */
    long readAtLast(long page) {
        for (int time = 0; time < 3; time++) {
            if (touches(page)) {
                return memory.read(page);
            }
            endRead();
            startRead();
            endRead();
        }
        throw new AssertionError("page " + page + " does not come");
    }

    void discard(long page) {
        trap.discard(new PageRun(page, 1));
    }

    /** The guest has ended here. */
    void end() {
        endWrite();
        endFree();
        device.erase();
    }
}
