package dev.ferry.testkit.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.testkit.ContractRun;
import dev.ferry.testkit.memory.MemorySourceContractTest;
import dev.ferry.testkit.wrap.ForwardingMemorySource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Memory sources that are wrong, each in one way, are found so by the contract test. */
class MemorySourceMutantTest {

    private static final long PAGES = 100;

    static final class Subject extends MemorySourceContractTest {

        private static Function<SoftwareMemory, MemorySource> subject = SoftwareMemorySource::new;

        private final SoftwareMemory memory = SoftwareMemory.present(MemoryGeometry.flat(4096, PAGES));
        private final MemorySource source = subject.apply(memory);

        @Override
        protected MemorySource source() {
            return source;
        }

        @Override
        protected void write(long page, long value) {
            if (source instanceof LosesPagesBetweenCollectAndRearm losing) {
                losing.gap.touch(() -> set(page, value));
            } else {
                set(page, value);
            }
        }

        private long set(long page, long value) {
            memory.set(page, 0, value);
            return value;
        }

        @Override
        protected boolean knowsTouches() {
            return true;
        }

        @Override
        protected boolean knowsAbsentPages() {
            return true;
        }

        @Override
        protected boolean discardsPages() {
            return true;
        }

        @Override
        protected void discard(PageRun run) {
            memory.slice(run).fill((byte) 0);
            if (!(source instanceof LogsNoDiscard)) {
                memory.dirty().add(run.first(), run.count());
            }
        }

        @AfterEach
        void free() {
            memory.free();
        }
    }

    /** What the mutants are made from. */
    private abstract static class Mutated extends ForwardingMemorySource {

        final SoftwareMemory memory;

        Mutated(SoftwareMemory memory) {
            super(new SoftwareMemorySource(memory));
            this.memory = memory;
        }
    }

    private static final class ViewsACopy extends Mutated {
        ViewsACopy(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public MemorySegment view(PageRun run) {
            MemorySegment view = super.view(run);
            return Arena.ofAuto().allocate(view.byteSize(), Long.BYTES).copyFrom(view).asReadOnly();
        }
    }

    private static final class LetsWrite extends Mutated {
        LetsWrite(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public MemorySegment view(PageRun run) {
            return memory.slice(run);
        }
    }

    private static final class ViewsTheFirstPages extends Mutated {
        ViewsTheFirstPages(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public MemorySegment view(PageRun run) {
            return super.view(new PageRun(0, run.count()));
        }
    }

    /** As one that takes its marks by one system call, and arms itself by another. */
    private static final class LosesPagesBetweenCollectAndRearm extends Mutated {
        private final Gap gap = new Gap();

        LosesPagesBetweenCollectAndRearm(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public void collectDirty(PageBitmap dirty) {
            dirty.addAll(memory.dirty());
            gap.meet();
            memory.dirty().clear();
        }
    }

    private static final class ArmsItselfAtTheFirstCollect extends Mutated {
        private boolean armed;

        ArmsItselfAtTheFirstCollect(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public void collectDirty(PageBitmap dirty) {
            if (!armed) {
                memory.dirty().clear();
            }
            armed = true;
            super.collectDirty(dirty);
        }
    }

    private static final class StopsAfterACollect extends Mutated {
        private int collects;

        StopsAfterACollect(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public void collectDirty(PageBitmap dirty) {
            if (collects++ == 0) {
                super.collectDirty(dirty);
            }
        }
    }

    private static final class ReportsEachPageOnce extends Mutated {
        private final PageBitmap reported = new PageBitmap(PAGES);

        ReportsEachPageOnce(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public void collectDirty(PageBitmap dirty) {
            PageBitmap collected = new PageBitmap(PAGES);
            super.collectDirty(collected);
            collected.removeAll(reported);
            reported.addAll(collected);
            dirty.addAll(collected);
        }
    }

    private static final class ReportsAllPages extends Mutated {
        ReportsAllPages(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public void collectDirty(PageBitmap dirty) {
            dirty.add(0, PAGES);
        }
    }

    private static final class ForgetsTheLastPage extends Mutated {
        ForgetsTheLastPage(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public void collectDirty(PageBitmap dirty) {
            super.collectDirty(dirty);
            dirty.remove(PAGES - 1);
        }
    }

    private static final class ReplacesTheCallersSet extends Mutated {
        ReplacesTheCallersSet(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public void collectDirty(PageBitmap dirty) {
            dirty.clear();
            super.collectDirty(dirty);
        }
    }

    private static final class LogsOnlyOnce extends Mutated {
        private boolean stopped;

        LogsOnlyOnce(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public void stopDirtyLog() {
            stopped = true;
        }

        @Override
        public void collectDirty(PageBitmap dirty) {
            if (!stopped) {
                super.collectDirty(dirty);
            }
        }
    }

    private static final class CannotStopTwice extends Mutated {
        private int stops;

        CannotStopTwice(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public void stopDirtyLog() {
            if (stops++ > 0) {
                throw new IllegalStateException("stopped already");
            }
        }
    }

    private static final class TakesWrittenPagesForAbsent extends Mutated {
        TakesWrittenPagesForAbsent(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public void collectAbsent(PageBitmap absent) {
            absent.add(0, PAGES);
        }
    }

    private static final class KnowsNoAbsentPageAfterAll extends Mutated {
        KnowsNoAbsentPageAfterAll(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public void collectAbsent(PageBitmap absent) {}
    }

    private static final class HasNonPageablePagesAfterAll extends Mutated {
        HasNonPageablePagesAfterAll(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public void collectNonPageable(PageBitmap nonPageable) {
            nonPageable.add(0);
        }
    }

    private static final class LogsNoDiscard extends Mutated {
        LogsNoDiscard(SoftwareMemory memory) {
            super(memory);
        }
    }

    private static final class HasNoAccessLogAfterAll extends Mutated {
        HasNoAccessLogAfterAll(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public Optional<AccessLog> accessLog() {
            return Optional.empty();
        }
    }

    private static final class MakesAnotherAccessLogEachTime extends Mutated {
        MakesAnotherAccessLogEachTime(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public Optional<AccessLog> accessLog() {
            return Optional.of(new ReferencedBits(PageBitmap.full(PAGES)));
        }
    }

    /** Each with the test that is to find it. */
    enum Mutant {
        VIEWS_A_COPY(ViewsACopy::new, "viewShowsWhatTheGuestWritesLater"), LETS_WRITE(LetsWrite::new,
                "viewsAreReadOnly"), VIEWS_THE_FIRST_PAGES(ViewsTheFirstPages::new,
                        "viewsEachPageAtItsPlace"), LOSES_PAGES_BETWEEN_COLLECT_AND_REARM(
                                LosesPagesBetweenCollectAndRearm::new,
                                "losesNoWriteWhileItCollects"), ARMS_ITSELF_AT_THE_FIRST_COLLECT(
                                        ArmsItselfAtTheFirstCollect::new,
                                        "reportsPagesWrittenSinceTheLogWasStarted"), STOPS_AFTER_A_COLLECT(
                                                StopsAfterACollect::new,
                                                "reportsAPageAgainThatIsWrittenAgain"), REPORTS_EACH_PAGE_ONCE(
                                                        ReportsEachPageOnce::new,
                                                        "reportsAPageAgainThatIsWrittenAgain"), REPORTS_ALL_PAGES(
                                                                ReportsAllPages::new,
                                                                "comesToRestWhereNothingIsWritten"), FORGETS_THE_LAST_PAGE(
                                                                        ForgetsTheLastPage::new,
                                                                        "reportsPagesWrittenSinceTheLogWasStarted"), REPLACES_THE_CALLERS_SET(
                                                                                ReplacesTheCallersSet::new,
                                                                                "addsToThePagesCollectedBefore"), LOGS_ONLY_ONCE(
                                                                                        LogsOnlyOnce::new,
                                                                                        "logsAgainAfterItWasStopped"), CANNOT_STOP_TWICE(
                                                                                                CannotStopTwice::new,
                                                                                                "stoppingALogThatDoesNotRunDoesNothing"), TAKES_WRITTEN_PAGES_FOR_ABSENT(
                                                                                                        TakesWrittenPagesForAbsent::new,
                                                                                                        "absentPagesReadAsZero"), KNOWS_NO_ABSENT_PAGE_AFTER_ALL(
                                                                                                                KnowsNoAbsentPageAfterAll::new,
                                                                                                                "knowsAbsentPagesWhereItSaysSo"), HAS_NON_PAGEABLE_PAGES_AFTER_ALL(
                                                                                                                        HasNonPageablePagesAfterAll::new,
                                                                                                                        "hasNonPageablePagesWhereItSaysSo"), LOGS_NO_DISCARD(
                                                                                                                                LogsNoDiscard::new,
                                                                                                                                "discardingAPageCountsAsAChange"), HAS_NO_ACCESS_LOG_AFTER_ALL(
                                                                                                                                        HasNoAccessLogAfterAll::new,
                                                                                                                                        "hasOneAccessLogWhereItSaysSo"), MAKES_ANOTHER_ACCESS_LOG_EACH_TIME(
                                                                                                                                                MakesAnotherAccessLogEachTime::new,
                                                                                                                                                "hasOneAccessLogWhereItSaysSo");

        private final Function<SoftwareMemory, MemorySource> source;
        private final String test;

        Mutant(Function<SoftwareMemory, MemorySource> source, String test) {
            this.source = source;
            this.test = test;
        }
    }

    @Test
    void findsNothingWrongWithARightOne() {
        Subject.subject = SoftwareMemorySource::new;

        assertThat(ContractRun.failures(Subject.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void isFound(Mutant mutant) {
        Subject.subject = mutant.source;

        assertThat(ContractRun.failures(Subject.class, mutant.test)).contains(mutant.test);
    }
}
