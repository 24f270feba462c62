package dev.ferry.engine.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.PageBitmap;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AccessWatchTest {

    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Duration FOREVER = Duration.ofHours(1);

    @Test
    void ordersByWhatThePassesFound() throws InterruptedException {
        ScriptedAccessLog log = new ScriptedAccessLog(List.of(List.of(3L, 4L), List.of(1L)));
        AccessWatch watch = new AccessWatch(log, 6, SHORT);
        watch.awaitPasses(2, () -> {});

        AccessWatch.Seen seen = watch.finish();

        assertThat(LongStream.range(0, 6).map(seen.order()::page)).containsExactly(1L, 3L, 4L, 0L, 2L, 5L);
        assertThat(seen.usedPages()).isEqualTo(3);
        assertThat(seen.passes()).isGreaterThanOrEqualTo(3);
        assertThat(log.runs()).isFalse();
    }

    @Test
    void makesALastPassAtTheEnd() {
        AccessWatch watch = new AccessWatch(new ScriptedAccessLog(List.of(List.of(2L))), 4, FOREVER);

        AccessWatch.Seen seen = watch.finish();

        assertThat(seen.passes()).isEqualTo(1);
        assertThat(seen.order().page(0)).isEqualTo(2);
    }

    @Test
    void stopsTheLogWhereItIsClosed() {
        ScriptedAccessLog log = new ScriptedAccessLog(List.of());
        AccessWatch watch = new AccessWatch(log, 4, FOREVER);

        watch.close();
        watch.close();

        assertThat(log.runs()).isFalse();
        assertThat(log.starts()).isEqualTo(1);
    }

    @Test
    void waitsNoLongerWhereTheCheckThrows() {
        try (AccessWatch watch = new AccessWatch(new ScriptedAccessLog(List.of()), 4, FOREVER)) {
            assertThatThrownBy(() -> watch.awaitPasses(1, () -> {
                throw new CancellationException();
            })).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void givesTheOrderSeenSoFarWhereTheLogFails() throws InterruptedException {
        AccessWatch watch = new AccessWatch(new AccessLog() {
            private int passes;

            @Override
            public void start() {}

            @Override
            public void collect(PageBitmap touched) {
                if (passes++ > 0) {
                    throw new IllegalStateException("broken by the test");
                }
                touched.add(3);
            }

            @Override
            public void stop() {}
        }, 4, SHORT);
        watch.awaitPasses(100, () -> {});

        AccessWatch.Seen seen = watch.finish();

        assertThat(seen.order().page(0)).isEqualTo(3);
        assertThat(seen.passes()).isEqualTo(1);
    }
}
