package dev.ferry.testkit.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageSet;
import dev.ferry.testkit.internal.Background;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link AccessLog} promises. Extend it and give a log, and a way to touch its memory as the guest does. The
 * subclass closes its memory after each test.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class AccessLogContractTest {

    private static final int PASSES = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A log that is not running, over memory of at least 64 pages; the same at every call in a test. */
    protected abstract AccessLog log();

    /** How many pages the memory has. */
    protected abstract long pageCount();

    /** The guest reads the first word of a page. Called on any thread, for pages that were written. */
    protected abstract long read(long page);

    /** The guest writes the first word of a page. Called on any thread. */
    protected abstract void write(long page, long value);

    /**
     * How far from a page that was touched others may be reported, too. Override where the log is not exact; at most a
     * sixteenth of the memory.
     */
    protected long nearPages() {
        return 0;
    }

    @Test
    void reportsPagesThatAreRead() {
        writeAll();
        log().start();

        read(0);
        read(pageCount() - 1);

        assertThat(collect()).matches(touched -> touched.contains(0) && touched.contains(pageCount() - 1));
    }

    @Test
    void reportsPagesThatAreWritten() {
        log().start();

        write(0, 1);
        write(pageCount() - 1, 2);

        assertThat(collect()).matches(touched -> touched.contains(0) && touched.contains(pageCount() - 1));
    }

    @Test
    void reportsOnlyWhatIsNearAPageTouchedSinceTheLastPass() {
        writeAll();
        log().start();
        for (long seed = 0; seed < PASSES; seed++) {
            long page = new Random(seed).nextLong(pageCount());

            read(page);

            PageBitmap touched = collect();
            assertThat(touched.contains(page)).as("seed %d: page %d", seed, page).isTrue();
            touched.remove(Math.max(0, page - nearPages()),
                    Math.min(pageCount(), page + nearPages() + 1) - Math.max(0, page - nearPages()));
            assertThat(touched.next(0)).as("seed %d: reported, but not near page %d", seed, page)
                    .isEqualTo(PageSet.NONE);
        }
    }

    @Test
    void doesNotReportWhatWasTouchedBeforeTheStart() {
        writeAll();

        log().start();

        assertThat(collect().isEmpty()).isTrue();
    }

    @Test
    void doesNotReportPagesThatHoldNothing() {
        log().start();

        assertThat(collect().isEmpty()).isTrue();
    }

    @Test
    void reportsAPageAgainThatIsTouchedAgain() {
        log().start();
        write(3, 1);
        collect();

        read(3);

        assertThat(collect().contains(3)).isTrue();
    }

    @Test
    void addsToThePagesCollectedBefore() {
        PageBitmap touched = new PageBitmap(pageCount());
        touched.add(1);
        log().start();
        write(40, 1);

        log().collect(touched);

        assertThat(touched).matches(pages -> pages.contains(1) && pages.contains(40));
    }

    @Test
    void watchesAgainAfterItWasStopped() {
        log().start();
        write(3, 1);
        log().stop();
        write(50, 1);
        log().start();

        write(20, 1);

        assertThat(collect()).matches(touched -> touched.contains(20) && !touched.contains(50)
                || nearPages() >= 30);
    }

    @Test
    void refusesToCollectWhereItDoesNotRun() {
        PageBitmap touched = new PageBitmap(pageCount());

        assertThatThrownBy(() -> log().collect(touched)).isInstanceOf(IllegalStateException.class);

        log().start();
        log().stop();

        assertThatThrownBy(() -> log().collect(touched)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void stoppingALogThatDoesNotRunDoesNothing() {
        assertThatCode(() -> log().stop()).doesNotThrowAnyException();

        log().start();
        log().stop();

        assertThatCode(() -> log().stop()).doesNotThrowAnyException();
    }

    @Test
    void leavesTheContentsAsTheyAre() {
        writeAll();
        log().start();
        collect();
        write(5, -5);
        collect();
        log().stop();

        for (long page = 0; page < pageCount(); page++) {
            assertThat(read(page)).as("page %d", page).isEqualTo(page == 5 ? -5 : page);
        }
    }

    /** Each page is touched once a pass, at a moment that no collection knows of. */
    @Test
    void losesNoTouchOfARunningGuest() throws Exception {
        writeAll();
        log().start();
        for (long pass = 1; pass <= PASSES; pass++) {
            long seed = pass;
            PageBitmap touched = new PageBitmap(pageCount());
            FutureTask<Long> guest = Background.start(() -> touchEachOnce(seed));

            while (!guest.isDone()) {
                log().collect(touched);
            }
            log().collect(touched);

            assertThat(Background.result(guest, PATIENCE, "the guest's pass over its memory"))
                    .as("pass %d: pages with wrong contents", pass).isZero();
            assertThat(touched.nextAbsent(0)).as("pass %d: the first page that was lost", pass)
                    .isEqualTo(pageCount());
        }
    }

    /** Reads some pages and writes the others; says how many did not hold what they should. */
    private long touchEachOnce(long seed) {
        Random random = new Random(seed);
        long wrong = 0;
        for (long page = 0; page < pageCount(); page++) {
            if (random.nextBoolean()) {
                write(page, page);
            } else if (read(page) != page) {
                wrong++;
            }
        }
        return wrong;
    }

    private void writeAll() {
        for (long page = 0; page < pageCount(); page++) {
            write(page, page);
        }
    }

    private PageBitmap collect() {
        PageBitmap touched = new PageBitmap(pageCount());
        log().collect(touched);
        return touched;
    }
}
