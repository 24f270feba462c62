package dev.ferry.cli;

import dev.ferry.api.Quantities;
import dev.ferry.api.memory.BalloonController;
import dev.ferry.api.memory.BalloonController.Charge;
import dev.ferry.api.memory.BalloonFigures;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.engine.SourceEndBuilder;
import dev.ferry.workload.ProvenGuest;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The balloon of a guest that runs on this host, as long as this host's controller is in charge of it. */
final class GuestBalloon implements AutoCloseable {

    /** Where it has taken nothing by then there is nothing to be taken, as far as anybody can see. */
    private static final Duration PATIENCE_FOR_FIRST_PAGES = Duration.ofSeconds(10);
    /** What it may take to be inflated before the migration begins without that. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final MemoryGeometry geometry;
    /** Empty where nobody takes memory from guests here, or none can be taken from this one. */
    private final Optional<Charge> charge;

    private GuestBalloon(MemoryGeometry geometry, Optional<Charge> charge) {
        this.geometry = geometry;
        this.charge = charge;
    }

    /** Has it taken charge of; the caller closes it before the guest. */
    static GuestBalloon of(String guestId, MemoryGeometry geometry, ProvenGuest guest,
            Optional<BalloonController> controller) {
        return new GuestBalloon(geometry, controller
                .flatMap(here -> guest.balloon().map(balloon -> here.control(guestId, balloon))));
    }

    /** The migration, which is to show its figures. */
    SourceEndBuilder shownBy(SourceEndBuilder migration) {
        return charge.map(held -> migration.balloon(held::figures)).orElse(migration);
    }

    /** Waits until it has taken what it wants for now, or until it is {@code stopped}; {@code out} is told. */
    void awaitInflated(PrintWriter out, BooleanSupplier stopped) {
        charge.ifPresent(held -> awaitInflated(held, out, stopped));
    }

    private void awaitInflated(Charge held, PrintWriter out, BooleanSupplier stopped) {
        out.println("Waiting until the balloon has taken what is free, at most "
                + Quantities.formatDuration(PATIENCE) + ".");
        BooleanSupplier inflated = () -> stopped.getAsBoolean() || isInflated(held.figures());
        boolean done = Work.await(() -> inflated.getAsBoolean() || held.figures().sizePages() > 0,
                PATIENCE_FOR_FIRST_PAGES) && Work.await(inflated, PATIENCE);
        if (!stopped.getAsBoolean()) {
            out.println(sentence(held.figures().sizePages(), done));
        }
    }

    private String sentence(long sizePages, boolean done) {
        if (sizePages == 0 && !done) {
            return "Balloon: has not taken anything yet: the migration begins all the same.";
        }
        return "Balloon: " + Quantities.formatBytes(geometry.bytes(sizePages)) + " of "
                + Quantities.formatBytes(geometry.memoryBytes())
                + (done ? "." : ", and not done yet: the migration begins all the same.");
    }

    /** Whether it is, or else not to be soon: a guest that has asked for memory keeps what it has for a while. */
    private static boolean isInflated(BalloonFigures figures) {
        return figures.inflations() > 0 || figures.pressureCalls() > 0;
    }

    /** Leaves it as it is. */
    @Override
    public void close() {
        charge.ifPresent(Charge::close);
    }
}
