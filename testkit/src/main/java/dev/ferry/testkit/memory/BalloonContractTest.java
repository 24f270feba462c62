package dev.ferry.testkit.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.Balloon;
import dev.ferry.api.memory.PageSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link Balloon} promises. Extend it and give the balloon of a guest that leaves its memory alone during the
 * test, so that figures add up; and a way to bring it under pressure.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class BalloonContractTest {

    /** For the tests' subclasses. */
    protected BalloonContractTest() {}

    /** An empty balloon of a guest with at least 16 free pages; the same at every call in a test. */
    protected abstract Balloon balloon();

    /** The guest is short of {@code pages} pages and asks for them; returns what it was answered. */
    protected abstract long ask(long pages);

    /** The pages that hold nothing at this moment, where the guest's memory knows; empty where it does not. */
    protected Optional<PageSet> absentPages() {
        return Optional.empty();
    }

    @Test
    void isEmptyAtFirst() {
        assertThat(balloon().sizePages()).isZero();
    }

    @Test
    void takesFreePagesAndSaysHowMany() {
        long free = balloon().freePages();

        long taken = balloon().inflate(10);

        assertThat(taken).isBetween(1L, 10L);
        assertThat(balloon().sizePages()).isEqualTo(taken);
        assertThat(balloon().freePages()).isEqualTo(free - taken);
    }

    @Test
    void takesNoMoreThanIsFree() {
        long free = balloon().freePages();

        long taken = balloon().inflate(free + 1_000);

        assertThat(taken).isBetween(1L, free);
        assertThat(balloon().sizePages()).isEqualTo(taken);
        assertThat(balloon().freePages()).isEqualTo(free - taken);
    }

    @Test
    void givesBackAndSaysHowMany() {
        long free = balloon().freePages();
        long taken = balloon().inflate(10);

        long given = balloon().deflate(taken - 1);

        assertThat(given).isEqualTo(taken - 1);
        assertThat(balloon().sizePages()).isEqualTo(1);
        assertThat(balloon().freePages()).isEqualTo(free - 1);
    }

    @Test
    void givesBackNoMoreThanItHolds() {
        long taken = balloon().inflate(10);

        assertThat(balloon().deflate(taken + 1_000)).isEqualTo(taken);
        assertThat(balloon().sizePages()).isZero();
        assertThat(balloon().deflate(1)).isZero();
    }

    @Test
    void takesAndGivesNothingWhereNothingIsAsked() {
        balloon().inflate(5);

        assertThat(balloon().inflate(0)).isZero();
        assertThat(balloon().deflate(0)).isZero();
        assertThat(balloon().sizePages()).isEqualTo(5);
    }

    @Test
    void figuresAddUpOverManySteps() {
        long size = 0;
        for (int step = 1; step <= 50; step++) {
            size += balloon().inflate(step % 7);
            size -= balloon().deflate(step % 5);
            assertThat(balloon().sizePages()).as("after step %d", step).isEqualTo(size);
        }
    }

    @Test
    void passesPressureOnAndTheAnswerBack() {
        List<Long> asked = new ArrayList<>();
        balloon().onPressure(pages -> {
            asked.add(pages);
            return 77;
        });

        assertThat(ask(128)).isEqualTo(77);
        assertThat(asked).containsExactly(128L);
    }

    @Test
    void tellsTheLastOneWhoAskedToBeTold() {
        balloon().onPressure(_ -> 1);
        balloon().onPressure(_ -> 2);

        assertThat(ask(1)).isEqualTo(2);
    }

    @Test
    void canBeDeflatedUnderPressure() {
        balloon().inflate(10);
        balloon().onPressure(pages -> {
            balloon().deflate(pages);
            return balloon().sizePages();
        });

        assertThat(ask(4)).isEqualTo(6);
        assertThat(balloon().sizePages()).isEqualTo(6);
    }

    @Test
    void whatItHoldsIsAbsent() {
        balloon().inflate(balloon().freePages());

        absentPages().ifPresent(
                absent -> assertThat(absent.size()).as("absent pages, of which the balloon holds %d",
                        balloon().sizePages()).isGreaterThanOrEqualTo(balloon().sizePages()));
    }
}
