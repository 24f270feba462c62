package dev.ferry.paging.workingset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.paging.PagedGuest;
import dev.ferry.paging.PagerFigures;
import dev.ferry.paging.Paging;
import dev.ferry.paging.PagingListener;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import dev.ferry.testkit.swap.InMemorySwapStore;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.Task;
import dev.ferry.workload.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The tracker on the pager itself. Time passes as the guest works, so that it matters little how fast this machine is.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class PagedConvergenceTest {

    private static final long PAGES = 2048;
    private static final PageRun WORKING_SET = new PageRun(500, PAGES / 4);
    private static final long STEPS_PER_SECOND = 2_500;
    /** A call of the watch that finds an interval over adjusts; from all of memory to a quarter it takes 28. */
    private static final int UNTIL_FOUND = 200;
    private static final int AFTERWARDS = 100;

    private final SoftwareGuestPlatform platform = new SoftwareGuestPlatform(512);
    private final MemoryGeometry geometry = platform.geometry(512 * PAGES);

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "QUICKSORT")
    void findsAQuarterOfMemory(Task.Order order) {
        Paging paging = new Paging(new InMemorySwapStore("convergence-" + order), geometry.memoryBytes(),
                Duration.ofMinutes(1), PagingListener.NONE);
        Workload workload = Workload.of(1, new PageRun(0, PAGES), order, WORKING_SET, 1, 0);
        try (GuestPlatform.Vacant guest = platform.vacant("guest", geometry);
                PagedGuest paged = PagedGuest.of(paging, "guest", guest.trap(), guest.memory(),
                        guest.control(),
                        guest.pinned())) {
            paged.begin();
            guest.begin(workload);
            guest.contents(workload, (page, contents) -> paged.trap().place(new PageRun(page, 1), contents));
            paged.control().resume();

            track(paged);
        }
    }

    private void track(PagedGuest paged) {
        // A page of 512 bytes a second, as one of 4096 would be with the paper's threshold.
        WorkingSetWatch watch = new WorkingSetWatch(
                new WorkingSetSettings(0.95, 1.03, 512, Duration.ofSeconds(2), Duration.ofSeconds(30), 0, 0),
                Long.MAX_VALUE, () -> timeAfter(workDone(paged)));
        watch.add(WatchedGuest.of("guest", paged));
        for (int step = 0; step < UNTIL_FOUND; step++) {
            step(watch, paged);
        }
        for (int step = 0; step < AFTERWARDS; step++) {
            step(watch, paged);
            assertThat(paged.figures().reservationPages()).as("in step %d", step)
                    .isCloseTo(WORKING_SET.count(), Percentage.withPercentage(15));
        }
    }

    /** Once the guest has worked for a while, and the pager has done what it was told in the step before. */
    private static void step(WorkingSetWatch watch, PagedGuest paged) {
        Instant due = timeAfter(workDone(paged)).plus(watch.stepInterval());
        while (timeAfter(workDone(paged)).isBefore(due) || isBehind(paged.figures())) {
            Thread.yield();
        }
        watch.step();
    }

    private static boolean isBehind(PagerFigures figures) {
        return figures.memoryPages() > figures.reservationPages() + figures.reservationPages() / 50;
    }

    private static long workDone(PagedGuest paged) {
        return paged.control().workDone().orElseThrow();
    }

    private static Instant timeAfter(long steps) {
        return Instant.EPOCH.plusNanos(steps * (Duration.ofSeconds(1).toNanos() / STEPS_PER_SECOND));
    }
}
