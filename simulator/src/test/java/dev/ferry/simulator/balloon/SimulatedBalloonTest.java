package dev.ferry.simulator.balloon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.ballooning.BallooningSettings;
import dev.ferry.simulator.balloon.BalloonKeeper.Costs;
import dev.ferry.simulator.guest.SimulatedMemory;
import dev.ferry.simulator.guest.Step;
import dev.ferry.simulator.guest.workload.FreePages;
import dev.ferry.simulator.time.Simulation;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SimulatedBalloonTest {

    private static final long PAGES = 4096;
    private static final long FIRST_FREE = 96;
    private static final long FREE = PAGES - FIRST_FREE;
    private static final long BALLOONED = FREE * 95 / 100;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final SimulatedMemory memory = new SimulatedMemory(MemoryGeometry.flat(4096, PAGES));
    private final FreePages free = new FreePages(PageRun.between(FIRST_FREE, PAGES));
    private final SimulatedBalloon balloon = new SimulatedBalloon(memory, free);
    private final Simulation simulation = new Simulation();
    private final KernelTime kernel = new KernelTime();

    @Test
    void whatItHoldsIsAbsentAndWhatItGivesBackIsNot() {
        assertThat(balloon.inflate(1000)).isEqualTo(1000);
        assertThat(memory.absent().size()).isEqualTo(1000);
        assertThat(balloon.freePages()).isEqualTo(FREE - 1000);

        assertThat(balloon.deflate(300)).isEqualTo(300);
        assertThat(balloon.sizePages()).isEqualTo(memory.absent().size()).isEqualTo(700);
        assertThat(memory.absent().contains(free.take())).isFalse();
        assertThat(balloon.movedPages()).isEqualTo(1300);
    }

    @Test
    void takesAndGivesNoMoreThanThereIs() {
        assertThat(balloon.inflate(PAGES)).isEqualTo(FREE);
        assertThat(balloon.inflate(1)).isZero();
        assertThat(balloon.deflate(PAGES)).isEqualTo(FREE);
        assertThat(balloon.deflate(1)).isZero();
    }

    @Test
    void takesNothingWhilePagesAreToCome() {
        memory.lose(PageBitmap.full(PAGES));
        assertThat(balloon.inflate(1)).isZero();

        memory.arrive(0, PAGES);
        assertThat(balloon.inflate(1)).isEqualTo(1);
    }

    @Test
    void givesBackWhatIsAskedForWhereNobodyHoldsIt() {
        balloon.inflate(FREE);

        assertThat(free.take()).isNotEqualTo(FreePages.NONE);
    }

    @Test
    void isHeldByTheRule() {
        BalloonKeeper keeper = keep(Costs.NONE);
        simulation.runUntil(1);
        assertThat(balloon.sizePages()).isEqualTo(BALLOONED);

        long[] taken = new long[(int) (FREE - BALLOONED + 1)];
        Arrays.setAll(taken, index -> free.take());
        assertThat(taken).doesNotContain(FreePages.NONE);
        long held = BALLOONED - BallooningSettings.DEFAULT.pressurePages();
        assertThat(balloon.sizePages()).as("after pressure").isEqualTo(held);

        Arrays.stream(taken).forEach(free::giveBack);
        simulation.runUntil(9 * SECOND);
        assertThat(balloon.sizePages()).as("during the back-off").isEqualTo(held);
        simulation.runUntil(11 * SECOND);
        assertThat(balloon.sizePages()).as("after the back-off").isEqualTo(BALLOONED);

        keeper.close();
        balloon.deflate(1);
        simulation.runUntil(60 * SECOND);
        assertThat(balloon.sizePages()).as("left alone").isEqualTo(BALLOONED - 1);
    }

    @Test
    void isPaidForByTheNextProgram() {
        keep(new Costs(500, 10)).close();
        assertThat(kernel.totalNanos()).isZero();
        keep(new Costs(500, 10));
        simulation.runUntil(1);

        assertThat(kernel.totalNanos()).isEqualTo(500 + 10 * balloon.movedPages());
        Step step = new Step();
        kernel.takenFrom(each -> each.set(0, 1, false, 100, 0)).next(step);
        assertThat(step.nanosPerPage).isEqualTo(100 + kernel.totalNanos());
        kernel.takenFrom(each -> each.set(0, 1, false, 100, 0)).next(step);
        assertThat(step.nanosPerPage).isEqualTo(100);
    }

    private BalloonKeeper keep(Costs costs) {
        BallooningSettings paper = BallooningSettings.DEFAULT;
        return new BalloonKeeper(simulation, "guest", balloon, new BallooningSettings(Duration.ofSeconds(1),
                paper.fillPercent(), paper.pressurePages(), paper.backOffIntervals()), costs, kernel);
    }
}
