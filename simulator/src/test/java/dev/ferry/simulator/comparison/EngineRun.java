package dev.ferry.simulator.comparison;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.guest.Reservation;
import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.transport.Lane;
import dev.ferry.api.transport.Link;
import dev.ferry.api.transport.LinkListener;
import dev.ferry.api.transport.Transport;
import dev.ferry.engine.DestinationEnd;
import dev.ferry.engine.EngineSettings;
import dev.ferry.engine.SourceEnd;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.transport.inmemory.InMemoryTransport;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/**
 * A migration by the engine of a guest that follows a script: it works while the engine is held at a write to its bulk
 * lane. Where it touches a missing page there, the engine goes on once that page was sent.
 */
final class EngineRun extends Crossing {

    private static final int PAGE_BYTES = 4096;

    private final Script script;
    private final MemoryGeometry geometry;
    private final Memory memory;
    private final Trap trap;
    /** One for each answer to a fault, after which the urgent lane was read again. */
    private final Semaphore answers = new Semaphore(0);
    private volatile boolean answering;

    EngineRun(Script script) {
        this.script = script;
        this.geometry = MemoryGeometry.flat(PAGE_BYTES, script.pages);
        this.memory = new Memory();
        this.trap = new Trap();
    }

    /** @param onDemand whether the guest touches what is owed, one page after the other */
    MigrationReport migrate(MigrationStrategy strategy, EngineSettings settings, boolean onDemand) {
        if (onDemand) {
            Thread.ofVirtual().start(this::touchAllOwed);
        }
        Transport transport = new InMemoryTransport();
        try (DestinationEnd destination = DestinationEnd.builder().transport(transport, "d")
                .settings(settings)
                .host((guestId, shape) -> new Room()).listen()) {
            CompletableFuture<Void> arrival = CompletableFuture.runAsync(destination::receive);
            MigrationReport report = SourceEnd.builder().guest("g", memory, new Control())
                    .strategy(strategy).settings(settings).listener(this)
                    .transport(new Gated(transport), destination.address()).build().migrate();
            arrival.join();
            return report;
        }
    }

    @Override
    public synchronized void onPagesSent(long first, long end, Delivery delivery) {
        super.onPagesSent(first, end, delivery);
        answering |= delivery == Delivery.FAULT;
    }

    /** A frame is about to go. */
    private void onFrame() {
        if (phase() == MigrationPhase.ROUNDS) {
            for (long page : script.writes()) {
                memory.write(page);
            }
        } else if (script.pushes()) {
            touch(script.touch());
        }
    }

    private void touch(long page) {
        if (page >= 0) {
            trap.faults.add(page);
            answers.acquireUninterruptibly();
        }
    }

    /** The urgent lane is about to be read: an answer before that is complete. */
    private void onRead() {
        if (answering) {
            answering = false;
            answers.release();
        }
    }

    private void touchAllOwed() {
        try {
            script.awaitPush();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
        for (long page = script.owedPage(); page >= 0; page = script.owedPage()) {
            touch(page);
        }
    }

    /** Of a page only counts whether it holds something, and whether it was written. */
    private final class Memory implements MemorySource {

        private final PageBitmap absent = PageBitmap.copyOf(script.absent);
        private final PageBitmap dirty = new PageBitmap(script.pages);
        private final byte[] contents = new byte[Math.toIntExact(geometry.memoryBytes())];

        Memory() {
            for (int page = 0; page < script.pages; page++) {
                contents[page * PAGE_BYTES] = (byte) (absent.contains(page) ? 0 : 1);
            }
        }

        void write(long page) {
            contents[(int) page * PAGE_BYTES] = 1;
            absent.remove(page);
            dirty.add(page);
        }

        @Override
        public MemoryGeometry geometry() {
            return geometry;
        }

        @Override
        public MemorySegment view(PageRun run) {
            return MemorySegment.ofArray(contents)
                    .asSlice(geometry.bytes(run.first()), geometry.bytes(run.count())).asReadOnly();
        }

        @Override
        public void startDirtyLog() {
            dirty.clear();
        }

        @Override
        public void collectDirty(PageBitmap target) {
            dirty.drainTo(target);
        }

        @Override
        public void stopDirtyLog() {}

        @Override
        public void collectAbsent(PageBitmap target) {
            target.addAll(absent);
        }

        @Override
        public void collectNonPageable(PageBitmap target) {
            target.addAll(script.pinned);
        }
    }

    /** Knows which pages are there, and reports the faults that it is told to. */
    private final class Trap implements FaultTrap {

        private final PageBitmap present = new PageBitmap(script.pages);
        private final BlockingQueue<Long> faults = new LinkedBlockingQueue<>();

        @Override
        public MemoryGeometry geometry() {
            return geometry;
        }

        @Override
        public PageSet present() {
            return present;
        }

        @Override
        public long nextFault() {
            try {
                return faults.take();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }

        @Override
        public void stopFaults() {
            faults.add(STOPPED);
        }

        @Override
        public void place(PageRun run, MemorySegment contents) {
            present.add(run.first(), run.count());
        }

        @Override
        public void placeZero(PageRun run) {
            present.add(run.first(), run.count());
        }

        @Override
        public MemorySegment landing(PageRun run) {
            return MemorySegment.ofArray(new byte[Math.toIntExact(geometry.bytes(run.count()))]);
        }

        @Override
        public void discard(PageRun run) {
            present.remove(run.first(), run.count());
        }

        @Override
        public void close() {}
    }

    private final class Room implements Reservation {

        @Override
        public FaultTrap trap() {
            return trap;
        }

        @Override
        public GuestControl control() {
            return new Control();
        }

        @Override
        public void close() {}
    }

    /** A guest without a state. */
    private static final class Control implements GuestControl {

        @Override
        public void pause() {}

        @Override
        public void resume() {}

        @Override
        public byte[] saveState() {
            return new byte[0];
        }

        @Override
        public void loadState(byte[] state) {}
    }

    /** Lets the script act at each frame on the first bulk lane. */
    private final class Gated implements Transport {

        private final Transport transport;

        Gated(Transport transport) {
            this.transport = transport;
        }

        @Override
        public LinkListener listen(String address) throws IOException {
            return transport.listen(address);
        }

        @Override
        public Link connect(String address) throws IOException {
            Link link = transport.connect(address);
            return new Link() {
                private final Lane urgent = gated(link.urgent(), EngineRun.this::onRead, () -> {});
                private final List<Lane> bulk = List
                        .of(gated(link.bulk().getFirst(), () -> {}, EngineRun.this::onFrame));

                @Override
                public String peer() {
                    return link.peer();
                }

                @Override
                public Lane urgent() {
                    return urgent;
                }

                @Override
                public List<Lane> bulk() {
                    return bulk;
                }

                @Override
                public void close() {
                    link.close();
                }
            };
        }

        private static Lane gated(Lane lane, Runnable onRead, Runnable onWrite) {
            return new Lane() {
                @Override
                public void write(ByteBuffer... sources) throws IOException {
                    onWrite.run();
                    lane.write(sources);
                }

                @Override
                public void read(ByteBuffer... targets) throws IOException {
                    onRead.run();
                    lane.read(targets);
                }
            };
        }
    }
}
