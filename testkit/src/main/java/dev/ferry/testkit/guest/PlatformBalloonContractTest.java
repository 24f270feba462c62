package dev.ferry.testkit.guest;

import dev.ferry.api.memory.Balloon;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageRun;
import dev.ferry.testkit.memory.BalloonContractTest;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.Heap;
import dev.ferry.workload.HeapBalloon;
import dev.ferry.workload.Workload;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract test of a balloon, for the guests of a {@link GuestPlatform}. */
public abstract class PlatformBalloonContractTest extends BalloonContractTest {

    private static final long PATTERNED_PAGES = 8;

    private GuestPlatform.@Nullable Source guest;

    /** For the tests' subclasses. */
    protected PlatformBalloonContractTest() {}

    /** The platform; asked for once per test. */
    protected abstract GuestPlatform platform();

    /** How much memory the guest has: a few hundred pages, and a size that the platform takes. */
    protected abstract long memoryBytes();

    @BeforeEach
    void startGuest() {
        GuestPlatform platform = platform();
        MemoryGeometry geometry = platform.geometry(memoryBytes());
        PageRun usable = platform.usable(geometry);
        PageRun patterned = new PageRun(usable.first(), PATTERNED_PAGES);
        Workload workload = Workload.sequential(5, patterned, patterned, 100);
        guest = platform.start("guest", geometry,
                workload.with(new Heap(PageRun.between(patterned.end(), usable.end()), 0)));
    }

    @AfterEach
    void closeGuest() {
        if (guest != null) {
            guest.close();
        }
    }

    /** The guest whose balloon it is. */
    protected GuestPlatform.Source guest() {
        return Objects.requireNonNull(guest);
    }

    @Override
    protected Balloon balloon() {
        return guest().balloon().orElseThrow();
    }

    /** Of a guest made of threads; one of another kind brings itself under pressure. */
    @Override
    protected long ask(long pages) {
        return ((HeapBalloon) balloon()).press(pages);
    }

    @Override
    protected void pause() {
        guest().control().pause();
    }

    @Override
    protected void resume() {
        guest().control().resume();
    }

    @Override
    protected Optional<MemorySource> memory() {
        return Optional.of(guest().memory());
    }
}
