package dev.ferry.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.Round;
import dev.ferry.api.transport.Transport;
import dev.ferry.engine.report.MigrationReport;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** One migration of a {@link SwappingGuest}, with what the guest does on the way. */
final class SwappingMigration implements AutoCloseable {

    static final int PAGE_BYTES = 512;

    final Map<Long, MemorySegment> device = new ConcurrentHashMap<>();
    final SwappingGuest guest;
    final SwappedRoom room;
    final SentPages sent = new SentPages();
    private final Transport transport;
    private final EngineSettings settings;
    private final DestinationEnd destination;
    private final Future<Arrival> arrival;
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private Script script = Script.NOTHING;

    /** What the guest does at some moments of its migration, on the threads of the source. */
    interface Script {

        Script NOTHING = new Script() {};

        /** A round is over; what is written now is dirty, and only that. */
        default void afterRound(int round) {}

        /** These pages are about to be sent. */
        default void whileSending(long first, long end, Delivery delivery) {}
    }

    SwappingMigration(long pages, Transport transport, EngineSettings settings) {
        MemoryGeometry geometry = MemoryGeometry.flat(PAGE_BYTES, pages);
        this.guest = new SwappingGuest(geometry, device);
        this.room = new SwappedRoom(geometry, device);
        this.transport = transport;
        this.settings = settings;
        this.destination = DestinationEnd.builder().transport(transport, "destination")
                .settings(settings).host((guestId, shape) -> room).listen();
        this.arrival = executor.submit(destination::receive);
    }

    /** The guest does this on the way. */
    void script(Script does) {
        script = does;
    }

    /** Moves the guest, and returns once it has arrived. */
    MigrationReport migrate(MigrationStrategy strategy) throws Exception {
        MigrationReport report = source(strategy).build().migrate();
        arrival.get(30, TimeUnit.SECONDS);
        return report;
    }

    SourceEndBuilder source(MigrationStrategy strategy) {
        return SourceEnd.builder().guest("guest", guest, guest).strategy(strategy).settings(settings)
                .transport(transport, destination.address()).listener(new Watch());
    }

    private final class Watch implements MigrationListener {

        @Override
        public void onRound(Round round) {
            script.afterRound(round.number());
        }

        @Override
        public void onPagesSent(long first, long end, Delivery delivery) {
            sent.onPagesSent(first, end, delivery);
            script.whileSending(first, end, delivery);
        }
    }

    /** Why the guest did not arrive. */
    MigrationFailedException failureThere() {
        ExecutionException failed = catchThrowableOfType(ExecutionException.class,
                () -> arrival.get(30, TimeUnit.SECONDS));
        assertThat(failed).hasCauseInstanceOf(MigrationFailedException.class);
        return (MigrationFailedException) failed.getCause();
    }

    /** The guest reads a page as soon as it runs at the destination. */
    Future<Long> readThere(long page) {
        return executor.submit(() -> room.word(page));
    }

    /** Every page at the destination is what it was at the pause. */
    void assertRight(String name) throws InterruptedException {
        for (long page = 0; page < guest.geometry().pageCount(); page++) {
            assertThat(room.word(page)).as("%s: page %d", name, page).isEqualTo(guest.word(page));
        }
    }

    @Override
    public void close() {
        destination.close();
        executor.shutdownNow();
    }
}
