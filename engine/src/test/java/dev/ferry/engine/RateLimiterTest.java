package dev.ferry.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void noLimitWaitsForNothing() {
        RateLimiter limiter = new RateLimiter(0);

        for (int frame = 0; frame < 1000; frame++) {
            limiter.acquire(Long.MAX_VALUE);
        }
    }

    @Test
    void aLimitOfAStrategyNeverExceedsTheUsers() {
        RateLimiter limiter = new RateLimiter(1000);

        limiter.limit(500);
        assertThat(limiter.bytesPerSecond()).isEqualTo(500);
        limiter.limit(2000);
        assertThat(limiter.bytesPerSecond()).isEqualTo(1000);
        limiter.limit(0);
        assertThat(limiter.bytesPerSecond()).isEqualTo(1000);
    }

    @Test
    void aLimitOfAStrategyHoldsWhereTheUserHasNone() {
        RateLimiter limiter = new RateLimiter(0);

        limiter.limit(500);
        assertThat(limiter.bytesPerSecond()).isEqualTo(500);
        limiter.limit(0);
        assertThat(limiter.bytesPerSecond()).isZero();
        assertThatThrownBy(() -> limiter.limit(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bytesTakeTheirTimeAtALimitThatWasChanged() {
        RateLimiter limiter = new RateLimiter(0);
        limiter.limit(1_000_000);
        long startNanos = System.nanoTime();
        for (int frame = 0; frame < 11; frame++) {
            limiter.acquire(10_000);
        }

        assertThat(System.nanoTime() - startNanos).isGreaterThanOrEqualTo(100_000_000);
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aLowLimitOfThePastHoldsNothingUp() {
        RateLimiter limiter = new RateLimiter(0);
        limiter.limit(1);
        limiter.acquire(3600);

        limiter.limit(0);
        limiter.limit(1_000_000);

        limiter.acquire(1);
    }
}
