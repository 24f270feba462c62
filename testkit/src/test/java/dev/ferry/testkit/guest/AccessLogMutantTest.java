package dev.ferry.testkit.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.testkit.ContractRun;
import dev.ferry.testkit.memory.AccessLogContractTest;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Access logs that are wrong, each in one way, are found so by the contract test. */
class AccessLogMutantTest {

    private static final long PAGES = 500;

    static final class Subject extends AccessLogContractTest {

        private static Function<SoftwareMemory, AccessLog> subject = SoftwareMemory::referenced;

        private final SoftwareMemory memory = SoftwareMemory.present(MemoryGeometry.flat(4096, PAGES));
        private final AccessLog log = subject.apply(memory);

        @Override
        protected AccessLog log() {
            return log;
        }

        @Override
        protected long pageCount() {
            return PAGES;
        }

        @Override
        protected long read(long page) {
            return touch(() -> memory.get(page, 0));
        }

        @Override
        protected void write(long page, long value) {
            touch(() -> {
                memory.set(page, 0, value);
                return value;
            });
        }

        private long touch(LongSupplier touch) {
            return log instanceof LosesTouchesBetweenCopyAndClear losing && losing.runs
                    ? losing.gap.touch(touch)
                    : touch.getAsLong();
        }

        @AfterEach
        void free() {
            memory.free();
        }
    }

    /** What the mutants are made from. */
    private abstract static class Mutated implements AccessLog {

        final SoftwareMemory memory;
        final AccessLog right;

        Mutated(SoftwareMemory memory) {
            this.memory = memory;
            this.right = memory.referenced();
        }

        @Override
        public void start() {
            right.start();
        }

        @Override
        public void collect(PageBitmap touched) {
            right.collect(touched);
        }

        @Override
        public void stop() {
            right.stop();
        }
    }

    /** Tells of what was touched, and a moment later forgets all that was touched. */
    private static final class LosesTouchesBetweenCopyAndClear extends Mutated {
        private final Gap gap = new Gap();
        private volatile boolean runs;

        LosesTouchesBetweenCopyAndClear(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public void start() {
            super.start();
            runs = true;
        }

        @Override
        public void collect(PageBitmap touched) {
            super.collect(touched);
            gap.meet();
            right.start();
        }
    }

    private static final class ForgetsReads extends Mutated {
        private final SoftwareMemorySource writes;

        ForgetsReads(SoftwareMemory memory) {
            super(memory);
            this.writes = new SoftwareMemorySource(memory);
        }

        @Override
        public void start() {
            super.start();
            writes.startDirtyLog();
        }

        @Override
        public void collect(PageBitmap touched) {
            writes.collectDirty(touched);
        }
    }

    private static final class WatchesBeforeTheStart extends Mutated {
        WatchesBeforeTheStart(SoftwareMemory memory) {
            super(memory);
            right.start();
        }

        @Override
        public void start() {}
    }

    private static final class ReportsPagesThatHoldNothing extends Mutated {
        ReportsPagesThatHoldNothing(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public void collect(PageBitmap touched) {
            super.collect(touched);
            new SoftwareMemorySource(memory).collectAbsent(touched);
        }
    }

    private static final class ReportsEachPageOnce extends Mutated {
        private final PageBitmap reported = new PageBitmap(PAGES);

        ReportsEachPageOnce(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public void collect(PageBitmap touched) {
            PageBitmap fresh = new PageBitmap(PAGES);
            super.collect(fresh);
            fresh.removeAll(reported);
            reported.addAll(fresh);
            touched.addAll(fresh);
        }
    }

    private static final class ReplacesTheCallersSet extends Mutated {
        ReplacesTheCallersSet(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public void collect(PageBitmap touched) {
            touched.clear();
            super.collect(touched);
        }
    }

    private static final class RunsOnAfterStop extends Mutated {
        RunsOnAfterStop(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public void stop() {}
    }

    /** Each with the test that is to find it. */
    enum Mutant {
        LOSES_TOUCHES_BETWEEN_COPY_AND_CLEAR(LosesTouchesBetweenCopyAndClear::new,
                "losesNoTouchOfARunningGuest"), FORGETS_READS(ForgetsReads::new,
                        "reportsPagesThatAreRead"), WATCHES_BEFORE_THE_START(WatchesBeforeTheStart::new,
                                "doesNotReportWhatWasTouchedBeforeTheStart"), REPORTS_PAGES_THAT_HOLD_NOTHING(
                                        ReportsPagesThatHoldNothing::new,
                                        "doesNotReportPagesThatHoldNothing"), REPORTS_EACH_PAGE_ONCE(
                                                ReportsEachPageOnce::new,
                                                "reportsAPageAgainThatIsTouchedAgain"), REPLACES_THE_CALLERS_SET(
                                                        ReplacesTheCallersSet::new,
                                                        "addsToThePagesCollectedBefore"), RUNS_ON_AFTER_STOP(
                                                                RunsOnAfterStop::new,
                                                                "refusesToCollectWhereItDoesNotRun");

        private final Function<SoftwareMemory, AccessLog> log;
        private final String test;

        Mutant(Function<SoftwareMemory, AccessLog> log, String test) {
            this.log = log;
            this.test = test;
        }
    }

    @Test
    void findsNothingWrongWithARightOne() {
        Subject.subject = SoftwareMemory::referenced;

        assertThat(ContractRun.failures(Subject.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void isFound(Mutant mutant) {
        Subject.subject = mutant.log;

        assertThat(ContractRun.failures(Subject.class, mutant.test)).contains(mutant.test);
    }
}
