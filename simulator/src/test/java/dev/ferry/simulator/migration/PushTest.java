package dev.ferry.simulator.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import java.util.ArrayDeque;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/** A scheduler that does what it must not is named, whatever it does. */
class PushTest {

    private static PushScheduler scheduler(LongFunction<PageRun> next) {
        return new PushScheduler() {
            @Override
            public void begin(PageSet owed) {}

            @Override
            public void onNetworkFault(long page) {}

            @Override
            public PageRun next(long maxPages) {
                return next.apply(maxPages);
            }
        };
    }

    private static void refuses(String what, LongFunction<PageRun> next) {
        Push push = new Push(new Owed(PageBitmap.full(100)), scheduler(next), new ArrayDeque<>());

        assertThatThrownBy(() -> push.next(new Batch(10, 4))).isInstanceOfSatisfying(FerryException.class,
                broken -> assertThat(broken.code())
                        .isEqualTo(ErrorCode.PLUGIN_FAILED))
                .hasMessageContainingAll("scheduler " + PushTest.class.getName(), what);
    }

    @Test
    void namesOneThatHandsOutTooMuchOrNothing() {
        refuses("asked for at most 10 pages of 100", _ -> new PageRun(0, 11));
        refuses("asked for at most 10 pages of 100", _ -> new PageRun(95, 6));
        refuses("runs in a row without an owed page", _ -> new PageRun(7, 1));
    }

    @Test
    void namesOneThatThrows() {
        refuses("it threw java.lang.IllegalStateException: boom", _ -> {
            throw new IllegalStateException("boom");
        });
        refuses("it threw java.lang.NoSuchMethodError: gone", _ -> {
            throw new NoSuchMethodError("gone");
        });
    }
}
