package dev.ferry.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A limit is kept over a span, and an idle time is not made up for. Only lower bounds: a slow machine passes too. */
@Timeout(60)
class RateLimiterTest {

    @Test
    void bytesTakeAtLeastTheirTime() {
        RateLimiter limiter = new RateLimiter(1_000_000);
        long startNanos = System.nanoTime();
        for (int frame = 0; frame < 11; frame++) {
            limiter.acquire(10_000);
        }

        assertThat(System.nanoTime() - startNanos).isGreaterThanOrEqualTo(100_000_000);
    }

    @Test
    @Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void noLimitWaitsForNothing() {
        RateLimiter limiter = new RateLimiter(0);

        for (int frame = 0; frame < 1000; frame++) {
            limiter.acquire(Long.MAX_VALUE);
        }
    }
}
