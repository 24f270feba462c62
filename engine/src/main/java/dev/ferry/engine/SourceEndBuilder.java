package dev.ferry.engine;

import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.memory.BalloonFigures;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.transport.Transport;
import dev.ferry.engine.SourceEnd.SourcePlan;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Composes a {@link SourceEnd} part by part. What has no default must be set. */
public final class SourceEndBuilder {

    private static final int MAX_ID_CHARACTERS = 200;

    private @Nullable String guestId;
    private @Nullable MemorySource memory;
    private @Nullable GuestControl control;
    private @Nullable MigrationStrategy strategy;
    private @Nullable String strategyName;
    private @Nullable String schedulerName;
    private @Nullable Transport transport;
    private @Nullable String transportName;
    private @Nullable String address;
    private EngineSettings settings = EngineSettings.defaults();
    private MigrationListener listener = MigrationListener.NONE;
    private @Nullable Supplier<BalloonFigures> balloon;

    SourceEndBuilder() {}

    /**
     * Who is moved.
     *
     * @param id unique among the guests of both hosts, 1 to 200 characters
     */
    public SourceEndBuilder guest(String id, MemorySource memory, GuestControl control) {
        if (id.isEmpty() || id.length() > MAX_ID_CHARACTERS) {
            throw new IllegalArgumentException("guest id '" + id + "' has " + id.length()
                    + " characters, allowed are 1 to " + MAX_ID_CHARACTERS);
        }
        this.guestId = id;
        this.memory = memory;
        this.control = control;
        return this;
    }

    /** How it is moved. */
    public SourceEndBuilder strategy(MigrationStrategy strategy) {
        this.strategy = strategy;
        return this;
    }

    /** What strategy and scheduler are called in reports; by default the strategy's class. */
    public SourceEndBuilder names(String strategyName, @Nullable String schedulerName) {
        this.strategyName = strategyName;
        this.schedulerName = schedulerName;
        return this;
    }

    /** What carries the bytes, and to where, in the transport's own spelling. */
    public SourceEndBuilder transport(Transport transport, String address) {
        this.transport = transport;
        this.address = address;
        return this;
    }

    /** What the transport is called in reports; by default its class. */
    public SourceEndBuilder transportName(String name) {
        this.transportName = name;
        return this;
    }

    /** The engine's own settings. */
    public SourceEndBuilder settings(EngineSettings settings) {
        this.settings = settings;
        return this;
    }

    /** Who watches. */
    public SourceEndBuilder listener(MigrationListener listener) {
        this.listener = listener;
        return this;
    }

    /**
     * What report and progress say of the guest's balloon, where a controller is in charge of it; by default nothing.
     *
     * @param figures asked some times a second and at the end, on any thread; not to wait for the guest
     */
    public SourceEndBuilder balloon(Supplier<BalloonFigures> figures) {
        this.balloon = figures;
        return this;
    }

    /**
     * The source end; nothing is started.
     *
     * @throws NullPointerException where a part is missing, with its name
     */
    public SourceEnd build() {
        MigrationStrategy how = Objects.requireNonNull(strategy, "strategy is not set");
        Transport carrier = Objects.requireNonNull(transport, "transport is not set");
        return new SourceEnd(new SourcePlan(Objects.requireNonNull(guestId, "guest is not set"),
                Objects.requireNonNull(memory, "guest is not set"),
                Objects.requireNonNull(control, "guest is not set"), how, nameOf(strategyName, how),
                schedulerName,
                carrier, nameOf(transportName, carrier),
                Objects.requireNonNull(address, "address is not set"),
                settings, SafeListener.around(listener), balloon));
    }

    static String nameOf(@Nullable String name, Object part) {
        return name == null ? part.getClass().getSimpleName() : name;
    }
}
