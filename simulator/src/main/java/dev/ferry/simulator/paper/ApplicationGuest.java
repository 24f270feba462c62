package dev.ferry.simulator.paper;

import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.ballooning.BallooningSettings;
import dev.ferry.simulator.balloon.BalloonKeeper;
import dev.ferry.simulator.balloon.BalloonKeeper.Costs;
import dev.ferry.simulator.balloon.KernelTime;
import dev.ferry.simulator.balloon.SimulatedBalloon;
import dev.ferry.simulator.channel.Stream;
import dev.ferry.simulator.guest.AccessPattern;
import dev.ferry.simulator.guest.SimulatedGuest;
import dev.ferry.simulator.guest.SimulatedMemory;
import dev.ferry.simulator.guest.workload.FreePages;
import dev.ferry.simulator.guest.workload.Idle;
import dev.ferry.simulator.time.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A guest of 512 MB with one of the applications (Hines et al. 2009, sections 5.2 and 5.3). From the lowest address on:
 * the application, other programs, the kernel's pages, and the memory where processes come and go, which is free
 * otherwise and which a balloon takes from.
 */
final class ApplicationGuest {

    /** What a guest has unless it is said. */
    static final long PAGES = Testbed.pages(512);
    /** Assumed: what a hypercall costs for a page, one of many at a time; and to look what is free. */
    static final Costs BALLOON_COSTS = new Costs(10_000, 2_000);

    private static final long SEND_BYTES = 64 << 10;

    private final Simulation simulation = new Simulation();
    private final SimulatedMemory memory = new SimulatedMemory(
            MemoryGeometry.flat(Testbed.PAGE_BYTES, PAGES));
    private final KernelTime kernelTime = new KernelTime();
    private final PageRun kernel;
    private final FreePages heap;
    private final SimulatedGuest guest;
    private final Application application;
    private @Nullable BalloonKeeper keeper;

    /**
     * A guest that does not run yet, without a balloon.
     *
     * @param wrapped what each program is wrapped in, to watch it
     */
    ApplicationGuest(Application application, long seed, UnaryOperator<AccessPattern> wrapped) {
        this.application = application;
        PageRun own = new PageRun(0, application.pages());
        PageRun others = new PageRun(own.end(), StressGuest.OTHER_PAGES);
        kernel = new PageRun(others.end(), StressGuest.KERNEL_PAGES);
        heap = new FreePages(PageRun.between(kernel.end(), PAGES));
        List<AccessPattern> programs = application.programs(own, heap, seed);
        guest = new SimulatedGuest(simulation, application.title(), memory, programs.size());
        programs.forEach(program -> guest.with(kernelTime.takenFrom(wrapped.apply(program))));
        guest.with(new Idle(others, StressGuest.NANOS_BETWEEN_OTHERS, seed));
    }

    /** Has its balloon held from now on. */
    void balloon(Duration interval) {
        BallooningSettings paper = BallooningSettings.DEFAULT;
        keeper = new BalloonKeeper(simulation, application.title(), new SimulatedBalloon(memory, heap),
                new BallooningSettings(interval, paper.fillPercent(), paper.pressurePages(),
                        paper.backOffIntervals()),
                BALLOON_COSTS, kernelTime);
    }

    Simulation simulation() {
        return simulation;
    }

    SimulatedGuest guest() {
        return guest;
    }

    /** Pages in use by nobody, and not in the balloon. */
    PageBitmap free() {
        PageBitmap free = new PageBitmap(PAGES);
        heap.collectFree(free);
        return free;
    }

    /** By pseudo-paging the kernel's pages, and the free ones, must be there before the guest runs. */
    void pinForPseudoPaging() {
        memory.pin(kernel.first(), kernel.count());
        PageBitmap free = free();
        long end;
        for (long first = free.next(0); first != PageSet.NONE; first = free.next(end)) {
            end = free.nextAbsent(first);
            memory.pin(first, end - first);
        }
    }

    /** Leaves the balloon as it is. */
    void holdBalloon() {
        if (keeper != null) {
            keeper.close();
        }
    }

    /**
     * What it sends shares the link with the migration for as long as it runs at the source.
     *
     * @return to be told of the migration's phases
     */
    MigrationListener sendOver(Stream stream) {
        if (application.sentBytesPerSecond() == 0) {
            return MigrationListener.NONE;
        }
        boolean[] atSource = {true};
        stream.limit(application.sentBytesPerSecond());
        sendNext(stream, atSource);
        return new MigrationListener() {
            @Override
            public void onPhase(MigrationPhase phase) {
                atSource[0] &= phase != MigrationPhase.SWITCHOVER;
            }
        };
    }

    private static void sendNext(Stream stream, boolean[] atSource) {
        if (atSource[0]) {
            stream.send(SEND_BYTES, () -> sendNext(stream, atSource));
        }
    }
}
