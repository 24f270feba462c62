package dev.ferry.testkit.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.Balloon;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link Balloon} promises. Extend it and give the balloon of a guest that runs, but takes and gives back no
 * memory by itself during the test, so that figures add up; and ways to pause it and to bring it under pressure.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class BalloonContractTest {

    /** For the tests' subclasses. */
    protected BalloonContractTest() {}

    /** An empty balloon of a guest with at least 16 free pages; the same at every call in a test. */
    protected abstract Balloon balloon();

    /** The guest is short of {@code pages} pages and asks for them; returns what it was answered. */
    protected abstract long ask(long pages);

    /** Pauses the guest. */
    protected abstract void pause();

    /** Lets the guest run on. */
    protected abstract void resume();

    /** The guest's memory, where it can be looked at; the default cannot. */
    protected Optional<MemorySource> memory() {
        return Optional.empty();
    }

    /**
     * Has an action done once, in the middle of the next inflation that takes all free pages.
     *
     * @return whether that is possible; by default it is not
     */
    protected boolean duringInflation(Runnable action) {
        return false;
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
    void givesBackByItselfBeforeAnybodyAsksToBeTold() {
        balloon().inflate(10);

        assertThat(ask(4)).as("what could still be given back").isEqualTo(6);
        assertThat(balloon().sizePages()).isEqualTo(6);
    }

    @Test
    void givesBackByItselfWhereWhoIsToldFails() {
        balloon().inflate(10);
        balloon().onPressure(_ -> {
            throw new IllegalStateException("on purpose");
        });

        assertThat(ask(4)).as("what could still be given back").isEqualTo(6);
        assertThat(balloon().sizePages()).isEqualTo(6);
    }

    @Test
    void anInflationEndsWhereTheGuestComesUnderPressure() {
        long free = balloon().freePages();
        balloon().onPressure(_ -> 0);

        if (duringInflation(() -> ask(1))) {
            assertThat(balloon().inflate(free)).isLessThan(free);
            assertThat(balloon().inflate(free)).as("later").isPositive();
        }
    }

    @Test
    void takesAndGivesNothingWhileTheGuestIsPaused() {
        balloon().inflate(6);
        long free = balloon().freePages();

        pause();

        assertThat(balloon().inflate(3)).isZero();
        assertThat(balloon().deflate(3)).isZero();
        assertThat(balloon().sizePages()).isEqualTo(6);
        assertThat(balloon().freePages()).isEqualTo(free);
        resume();
        assertThat(balloon().deflate(2)).isEqualTo(2);
        assertThat(balloon().inflate(1)).isEqualTo(1);
    }

    @Test
    void whatItHoldsIsAbsent() {
        balloon().inflate(balloon().freePages());

        memory().ifPresent(memory -> assertThat(absent(memory).size())
                .as("absent pages, of which the balloon holds %d", balloon().sizePages())
                .isGreaterThanOrEqualTo(balloon().sizePages()));
    }

    @Test
    void whatItTakesHasChanged() {
        memory().ifPresent(memory -> {
            memory.startDirtyLog();
            PageBitmap changed = new PageBitmap(memory.geometry().pageCount());

            PageBitmap taken = taken(memory);

            memory.collectDirty(changed);
            memory.stopDirtyLog();
            taken.removeAll(changed);
            assertThat(taken.size()).as("pages that were taken and are not dirty").isZero();
        });
    }

    @Test
    void whatItHoldsAndWhatItGivesBackIsZero() {
        memory().ifPresent(memory -> {
            PageBitmap taken = taken(memory);
            assertZero(memory, taken, "in the balloon");

            balloon().deflate(balloon().sizePages());

            assertZero(memory, taken, "given back");
        });
    }

    /** Inflates, and tells which pages hold nothing since. */
    private PageBitmap taken(MemorySource memory) {
        PageBitmap before = absent(memory);
        balloon().inflate(balloon().freePages());
        PageBitmap taken = absent(memory);
        taken.removeAll(before);
        return taken;
    }

    private static PageBitmap absent(MemorySource memory) {
        PageBitmap absent = new PageBitmap(memory.geometry().pageCount());
        memory.collectAbsent(absent);
        return absent;
    }

    private static void assertZero(MemorySource memory, PageSet pages, String where) {
        for (long page = pages.next(0); page != PageSet.NONE; page = pages.next(page + 1)) {
            MemorySegment view = memory.view(new PageRun(page, 1));
            MemorySegment zeros = MemorySegment.ofArray(new byte[Math.toIntExact(view.byteSize())]);
            assertThat(view.mismatch(zeros)).as("first byte of page %d, %s, that is not zero", page, where)
                    .isEqualTo(-1);
            memory.release(view);
        }
    }
}
