package dev.ferry.testkit.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PagingTrap;
import dev.ferry.testkit.ContractRun;
import dev.ferry.testkit.wrap.ForwardingFaultTrap;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Paging traps that are wrong, each in one way, are found so by the contract test. */
class PagingTrapMutantTest {

    private static final long PAGES = SoftwareMemoryPagingTrapTest.PAGES;

    static final class Subject extends SoftwareMemoryPagingTrapTest {

        private static Function<SoftwareMemory, PagingTrap> subject = SoftwareFaultTrap::new;
        private static Duration patience = Duration.ofSeconds(10);

        private final PagingTrap trap = subject.apply(memory);

        @Override
        protected PagingTrap trap() {
            return trap;
        }

        @Override
        protected Duration patience() {
            return patience;
        }
    }

    /** What the mutants are made from. */
    private static class Mutated extends ForwardingFaultTrap implements PagingTrap {

        final SoftwareMemory memory;
        private final PagingTrap right;

        Mutated(SoftwareMemory memory) {
            this(memory, new SoftwareFaultTrap(memory));
        }

        private Mutated(SoftwareMemory memory, PagingTrap right) {
            super(right);
            this.memory = memory;
            this.right = right;
        }

        @Override
        public long takeOut(PageRun run, MemorySegment contents) {
            return right.takeOut(run, contents);
        }

        @Override
        public void copy(PageRun run, MemorySegment target) {
            right.copy(run, target);
        }
    }

    private static final class LosesWritesBetweenCopyAndUnmap extends Mutated {
        private boolean hasLost;

        LosesWritesBetweenCopyAndUnmap(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public long takeOut(PageRun run, MemorySegment contents) {
            copy(run, contents);
            // All pages are there the first time: the guest is held up by none, and comes to this one.
            while (!hasLost) {
                Thread.yield();
                hasLost = memory.slice(run).mismatch(contents) >= 0;
            }
            memory.presence().remove(run);
            return run.count();
        }
    }

    private static final class CopiesAndLeavesThePagesThere extends Mutated {
        CopiesAndLeavesThePagesThere(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public long takeOut(PageRun run, MemorySegment contents) {
            copy(run, contents);
            return run.count();
        }
    }

    private static final class GivesNoContents extends Mutated {
        GivesNoContents(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public long takeOut(PageRun run, MemorySegment contents) {
            long taken = super.takeOut(run, contents);
            contents.fill((byte) 0);
            return taken;
        }
    }

    private static final class GivesTheFirstPageOnly extends Mutated {
        GivesTheFirstPageOnly(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public long takeOut(PageRun run, MemorySegment contents) {
            long taken = super.takeOut(run, contents);
            contents.asSlice(geometry().pageSizeBytes()).fill((byte) 0);
            return taken;
        }
    }

    private static final class ZeroesThePageAfter extends Mutated {
        ZeroesThePageAfter(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public long takeOut(PageRun run, MemorySegment contents) {
            long taken = super.takeOut(run, contents);
            memory.slice(new PageRun(run.end(), 1)).fill((byte) 0);
            return taken;
        }
    }

    private static final class ReportsEachPageOnce extends Mutated {

        private final PageBitmap reported = new PageBitmap(PAGES);

        ReportsEachPageOnce(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public long nextFault() {
            long page = super.nextFault();
            while (page != STOPPED && !reported.add(page)) {
                page = super.nextFault();
            }
            return page;
        }
    }

    private static final class LeavesTheOldContents extends Mutated {
        LeavesTheOldContents(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public long takeOut(PageRun run, MemorySegment contents) {
            long taken = super.takeOut(run, contents);
            memory.slice(run).copyFrom(contents);
            return taken;
        }
    }

    private static final class CopiesByTakingOut extends Mutated {
        CopiesByTakingOut(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public void copy(PageRun run, MemorySegment target) {
            takeOut(run, target);
        }
    }

    private static final class ForgetsWhatWasWritten extends Mutated {
        ForgetsWhatWasWritten(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public long takeOut(PageRun run, MemorySegment contents) {
            long taken = super.takeOut(run, contents);
            memory.dirty().remove(run.first(), run.count());
            return taken;
        }
    }

    private static final class TakesPlacingForAWrite extends Mutated {
        TakesPlacingForAWrite(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public void place(PageRun run, MemorySegment contents) {
            super.place(run, contents);
            memory.dirty().add(run.first(), run.count());
        }
    }

    /** Each with the test that is to find it. */
    enum Mutant {
        LOSES_WRITES_BETWEEN_COPY_AND_UNMAP(LosesWritesBetweenCopyAndUnmap::new,
                "losesNoWriteWhilePagesComeAndGo"), COPIES_AND_LEAVES_THE_PAGES_THERE(
                        CopiesAndLeavesThePagesThere::new,
                        "pagesThatWereTakenOutAreMissing"), GIVES_NO_CONTENTS(GivesNoContents::new,
                                "takesPagesOutWithTheirLastContents"), GIVES_THE_FIRST_PAGE_ONLY(
                                        GivesTheFirstPageOnly::new,
                                        "takesPagesOutWithTheirLastContents"), ZEROES_THE_PAGE_AFTER(
                                                ZeroesThePageAfter::new,
                                                "leavesTheOtherPagesAsTheyWere"), REPORTS_EACH_PAGE_ONCE(
                                                        ReportsEachPageOnce::new,
                                                        "reportsTheTouchEachTimeThatAPageWasTakenOut"), LEAVES_THE_OLD_CONTENTS(
                                                                LeavesTheOldContents::new,
                                                                "holdsWhatIsPutBackAndNothingOlder"), COPIES_BY_TAKING_OUT(
                                                                        CopiesByTakingOut::new,
                                                                        "copiesPresentPagesAndLeavesThemThere"), FORGETS_WHAT_WAS_WRITTEN(
                                                                                ForgetsWhatWasWritten::new,
                                                                                "theLogKnowsOfAWriteToAPageThatWasTakenOutSince"), TAKES_PLACING_FOR_A_WRITE(
                                                                                        TakesPlacingForAWrite::new,
                                                                                        "placingIsNoWrite");

        private final Function<SoftwareMemory, PagingTrap> trap;
        private final String test;

        Mutant(Function<SoftwareMemory, PagingTrap> trap, String test) {
            this.trap = trap;
            this.test = test;
        }
    }

    @Test
    void findsNothingWrongWithARightOne() {
        Subject.subject = SoftwareFaultTrap::new;
        Subject.patience = Duration.ofSeconds(30);

        assertThat(ContractRun.failures(Subject.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void isFound(Mutant mutant) {
        Subject.subject = mutant.trap;
        Subject.patience = Duration.ofMillis(300);

        assertThat(ContractRun.failures(Subject.class, mutant.test)).contains(mutant.test);
    }
}
