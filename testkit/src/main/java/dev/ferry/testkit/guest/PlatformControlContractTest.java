package dev.ferry.testkit.guest;

import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.guest.Reservation;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageRun;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.ProvenGuest;
import dev.ferry.workload.Workload;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract of {@link GuestControl} for guests of a {@link GuestPlatform}, which prove themselves. */
public abstract class PlatformControlContractTest extends GuestControlContractTest {

    private static final String GUEST = "guest";

    private GuestPlatform platform;
    private MemoryGeometry geometry;
    private GuestPlatform.Source guest;

    /** For the tests' subclasses. */
    protected PlatformControlContractTest() {}

    /** The platform; asked for once per test. */
    protected abstract GuestPlatform platform();

    /** How much memory the guest has: little, but a size that the platform takes. */
    protected abstract long memoryBytes();

    @BeforeEach
    void startGuest() {
        platform = platform();
        geometry = platform.geometry(memoryBytes());
        PageRun usable = platform.usable(geometry);
        guest = platform.start(GUEST, geometry, Workload.sequential(5, usable,
                new PageRun(usable.first(), usable.count() / 4), 0));
    }

    @AfterEach
    void closeGuest() {
        guest.close();
    }

    @Override
    protected GuestControl control() {
        return guest.control();
    }

    @Override
    protected MemorySource memory() {
        return guest.memory();
    }

    @Override
    protected Reservation reserve() {
        return platform.reserve(GUEST, geometry);
    }

    @Override
    protected Optional<String> findWrong(Reservation arrived) {
        return ((ProvenGuest) arrived).prove();
    }

    @Override
    protected boolean knowsWorkDone() {
        return true;
    }

    @Override
    protected boolean canBeStunned() {
        return true;
    }
}
