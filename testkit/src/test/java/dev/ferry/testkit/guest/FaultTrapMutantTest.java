package dev.ferry.testkit.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.testkit.ContractRun;
import dev.ferry.testkit.wrap.ForwardingFaultTrap;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fault traps that are wrong, each in one way, are found so by the contract test. */
class FaultTrapMutantTest {

    private static final long PAGES = SoftwareMemoryFaultTrapTest.PAGES;

    static final class Subject extends SoftwareMemoryFaultTrapTest {

        private static Function<SoftwareMemory, FaultTrap> subject = SoftwareFaultTrap::new;
        private static Duration patience = Duration.ofSeconds(10);

        private final FaultTrap trap = subject.apply(memory);

        @Override
        protected FaultTrap trap() {
            return trap;
        }

        @Override
        protected Duration patience() {
            return patience;
        }
    }

    /** What the mutants are made from. */
    private abstract static class Mutated extends ForwardingFaultTrap {

        final SoftwareMemory memory;

        Mutated(SoftwareMemory memory) {
            super(new SoftwareFaultTrap(memory));
            this.memory = memory;
        }
    }

    private static final class PlacesAndDoesNotWake extends Mutated {
        PlacesAndDoesNotWake(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public void place(PageRun run, MemorySegment contents) {
            memory.slice(run).copyFrom(contents);
        }
    }

    private static final class WakesAndDoesNotPlace extends Mutated {
        WakesAndDoesNotPlace(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public void place(PageRun run, MemorySegment contents) {
            placeZero(run);
        }
    }

    private static final class PlacesTheFirstPageOfARun extends Mutated {
        PlacesTheFirstPageOfARun(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public void place(PageRun run, MemorySegment contents) {
            super.place(new PageRun(run.first(), 1), contents.asSlice(0, geometry().pageSizeBytes()));
        }
    }

    private static final class PlacesTheFirstWordOfAPage extends Mutated {
        PlacesTheFirstWordOfAPage(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public void place(PageRun run, MemorySegment contents) {
            super.place(run, contents);
            memory.slice(new PageRun(run.first(), 1)).asSlice(Long.BYTES, 100).fill((byte) 0);
        }
    }

    private static final class TakesPresentPagesForMissing extends Mutated {
        TakesPresentPagesForMissing(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public PageSet present() {
            return new PageBitmap(PAGES);
        }
    }

    private static final class TakesMissingPagesForPresent extends Mutated {
        TakesMissingPagesForPresent(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public PageSet present() {
            return PageBitmap.full(PAGES);
        }
    }

    private static final class LosesAFault extends Mutated {
        LosesAFault(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public long nextFault() {
            long page = super.nextFault();
            return page == 7 ? super.nextFault() : page;
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

    private static final class ReportsThePageBefore extends Mutated {
        ReportsThePageBefore(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public long nextFault() {
            return Math.max(STOPPED, super.nextFault() - 1);
        }
    }

    private static final class LeavesDiscardedContents extends Mutated {
        LeavesDiscardedContents(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public void discard(PageRun run) {
            memory.presence().remove(run);
        }
    }

    private static final class DiscardsNothing extends Mutated {
        DiscardsNothing(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public void discard(PageRun run) {}
    }

    private static final class OverwritesPresentPages extends Mutated {
        OverwritesPresentPages(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public void place(PageRun run, MemorySegment contents) {
            discard(run);
            super.place(run, contents);
        }
    }

    private static final class ZeroesPresentPages extends Mutated {
        ZeroesPresentPages(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public void placeZero(PageRun run) {
            discard(run);
            super.placeZero(run);
        }
    }

    private static final class HandsOutMissingPages extends Mutated {
        HandsOutMissingPages(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public MemorySegment landing(PageRun run) {
            return memory.slice(run);
        }
    }

    private static final class LandsInACopy extends Mutated {
        LandsInACopy(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public MemorySegment landing(PageRun run) {
            byte[] copy = new byte[(int) geometry().bytes(run.count())];
            return MemorySegment.ofArray(copy).copyFrom(super.landing(run));
        }
    }

    private static final class CannotBeStopped extends Mutated {
        CannotBeStopped(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public void stopFaults() {}
    }

    private static final class TrapsNoMoreOnceStopped extends Mutated {
        TrapsNoMoreOnceStopped(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public void stopFaults() {
            close();
        }
    }

    private static final class TrapsOnAfterClose extends Mutated {
        TrapsOnAfterClose(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public void close() {
            stopFaults();
        }
    }

    private static final class SeesNoMinorFaultsAfterAll extends Mutated {
        SeesNoMinorFaultsAfterAll(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public OptionalLong minorFaults() {
            return OptionalLong.of(0);
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

    /** Each with the test that is to find it. */
    enum Mutant {
        PLACES_AND_DOES_NOT_WAKE(PlacesAndDoesNotWake::new,
                "reportsATouchAndGoesOnOnceThePageIsPlaced"), WAKES_AND_DOES_NOT_PLACE(
                        WakesAndDoesNotPlace::new,
                        "reportsATouchAndGoesOnOnceThePageIsPlaced"), PLACES_THE_FIRST_PAGE_OF_A_RUN(
                                PlacesTheFirstPageOfARun::new,
                                "wakesAllWhoWaitForPagesOfARun"), PLACES_THE_FIRST_WORD_OF_A_PAGE(
                                        PlacesTheFirstWordOfAPage::new,
                                        "placesEveryByte"), TAKES_PRESENT_PAGES_FOR_MISSING(
                                                TakesPresentPagesForMissing::new,
                                                "placedPagesArePresentWithTheirContents"), TAKES_MISSING_PAGES_FOR_PRESENT(
                                                        TakesMissingPagesForPresent::new,
                                                        "allPagesAreMissingAtFirst"), LOSES_A_FAULT(
                                                                LosesAFault::new,
                                                                "reportsEachOfManyPagesTouchedAtOnce"), REPORTS_EACH_PAGE_ONCE(
                                                                        ReportsEachPageOnce::new,
                                                                        "reportsAPageAgainThatIsMissingAgain"), REPORTS_THE_PAGE_BEFORE(
                                                                                ReportsThePageBefore::new,
                                                                                "reportsATouchAndGoesOnOnceThePageIsPlaced"), LEAVES_DISCARDED_CONTENTS(
                                                                                        LeavesDiscardedContents::new,
                                                                                        "discardedPagesHoldZerosOnceTrappingEnds"), DISCARDS_NOTHING(
                                                                                                DiscardsNothing::new,
                                                                                                "discardedPagesAreMissingAgain"), OVERWRITES_PRESENT_PAGES(
                                                                                                        OverwritesPresentPages::new,
                                                                                                        "refusesToPlaceAPresentPageAndKeepsThePagesBeforeIt"), ZEROES_PRESENT_PAGES(
                                                                                                                ZeroesPresentPages::new,
                                                                                                                "refusesToPlaceZerosOverAPresentPage"), HANDS_OUT_MISSING_PAGES(
                                                                                                                        HandsOutMissingPages::new,
                                                                                                                        "neverHandsOutMissingPages"), LANDS_IN_A_COPY(
                                                                                                                                LandsInACopy::new,
                                                                                                                                "landsNewerContentsOnPresentPages"), CANNOT_BE_STOPPED(
                                                                                                                                        CannotBeStopped::new,
                                                                                                                                        "stopsTheFaultThreadThatWaits"), TRAPS_NO_MORE_ONCE_STOPPED(
                                                                                                                                                TrapsNoMoreOnceStopped::new,
                                                                                                                                                "staysStoppedButTrapsOn"), TRAPS_ON_AFTER_CLOSE(
                                                                                                                                                        TrapsOnAfterClose::new,
                                                                                                                                                        "missingPagesReadAsZeroOnceTrappingEnds"), SEES_NO_MINOR_FAULTS_AFTER_ALL(
                                                                                                                                                                SeesNoMinorFaultsAfterAll::new,
                                                                                                                                                                "countsMinorFaultsWhereItSaysSo"), HAS_NO_ACCESS_LOG_AFTER_ALL(
                                                                                                                                                                        HasNoAccessLogAfterAll::new,
                                                                                                                                                                        "hasOneAccessLogWhereItSaysSo");

        private final Function<SoftwareMemory, FaultTrap> trap;
        private final String test;

        Mutant(Function<SoftwareMemory, FaultTrap> trap, String test) {
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
