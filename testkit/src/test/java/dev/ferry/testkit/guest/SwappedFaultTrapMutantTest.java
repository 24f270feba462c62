package dev.ferry.testkit.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.memory.SwapFaults;
import dev.ferry.testkit.ContractRun;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fault traps that are wrong about cold pages, each in one way, are found so by the contract test. */
@Timeout(300)
class SwappedFaultTrapMutantTest {

    private static final long PAGES = SoftwareMemoryFaultTrapTest.PAGES;

    static final class Subject extends SoftwareMemoryFaultTrapTest {

        private static Function<SoftwareMemory, SwappedFaultTrap> subject = SwappedFaultTrap::new;
        private static Duration patience = Duration.ofSeconds(10);

        private final SwappedFaultTrap trap = subject.apply(memory);

        @Override
        protected FaultTrap trap() {
            return trap;
        }

        @Override
        protected boolean takesCold() {
            return true;
        }

        @Override
        protected void keepOnDevice(long page, MemorySegment contents) {
            trap.device.put(page, Arena.ofAuto().allocate(contents.byteSize(), 8).copyFrom(contents));
        }

        @Override
        protected Duration patience() {
            return patience;
        }

        @AfterEach
        void end() {
            trap.end();
        }
    }

    private static final class TakesNoneAfterAll extends SwappedFaultTrap {
        TakesNoneAfterAll(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public boolean takesCold() {
            return false;
        }
    }

    private static final class TakesThemForMissing extends SwappedFaultTrap {
        TakesThemForMissing(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public PageSet present() {
            PageBitmap resident = PageBitmap.copyOf(super.present());
            resident.removeAll(cold);
            return resident;
        }
    }

    private static final class BringsZeros extends SwappedFaultTrap {
        BringsZeros(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        void bringIn(long page) {
            device.get(page).fill((byte) 0);
            super.bringIn(page);
        }
    }

    private static final class BringsTheFirstOfARun extends SwappedFaultTrap {
        BringsTheFirstOfARun(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public synchronized void placeCold(PageRun run) {
            super.placeCold(run);
            for (long page = run.first(); page < run.end(); page++) {
                device.put(page, device.get(run.first()));
            }
        }
    }

    private static final class ForgetsWhoWaits extends SwappedFaultTrap {
        ForgetsWhoWaits(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public synchronized void placeCold(PageRun run) {
            waitedFor.clear();
            super.placeCold(run);
        }
    }

    private static final class EndsWhenClosed extends SwappedFaultTrap {
        EndsWhenClosed(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public synchronized void close() {
            cold.clear();
            super.close();
        }
    }

    private static final class KeepsDiscardedPagesCold extends SwappedFaultTrap {
        KeepsDiscardedPagesCold(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public synchronized void discard(PageRun run) {
            PageBitmap before = PageBitmap.copyOf(cold);
            super.discard(run);
            cold.addAll(before);
        }
    }

    private static final class ReadsOverWhatHasLanded extends SwappedFaultTrap {
        ReadsOverWhatHasLanded(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public synchronized MemorySegment landing(PageRun run) {
            boolean wasCold = cold.next(run.first(), run.end()) != PageSet.NONE;
            MemorySegment landing = super.landing(run);
            return wasCold ? Arena.ofAuto().allocate(landing.byteSize(), 8) : landing;
        }
    }

    private static final class TakesPresentPages extends SwappedFaultTrap {
        TakesPresentPages(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public synchronized void placeCold(PageRun run) {
            cold.add(run.first(), run.count());
        }
    }

    private static final class CountsNoFaults extends SwappedFaultTrap {
        CountsNoFaults(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public Optional<SwapFaults> swapFaults() {
            return Optional.of(SwapFaults.NONE);
        }
    }

    /** Each with the test that is to find it. */
    enum Mutant {
        TAKES_NONE_AFTER_ALL(TakesNoneAfterAll::new, "takesColdPagesWhereItSaysSo"),

        TAKES_THEM_FOR_MISSING(TakesThemForMissing::new, "bringsColdPagesInWhenTheyAreTouched"),

        BRINGS_ZEROS(BringsZeros::new, "bringsColdPagesInWhenTheyAreTouched"),

        BRINGS_THE_FIRST_OF_A_RUN(BringsTheFirstOfARun::new, "bringsColdPagesInWhenTheyAreTouched"),

        COUNTS_NO_FAULTS(CountsNoFaults::new, "bringsColdPagesInWhenTheyAreTouched"),

        FORGETS_WHO_WAITS(ForgetsWhoWaits::new, "bringsAColdPageInThatSomebodyWaitsFor"),

        ENDS_WHEN_CLOSED(EndsWhenClosed::new, "bringsColdPagesInAfterItWasClosed"),

        KEEPS_DISCARDED_PAGES_COLD(KeepsDiscardedPagesCold::new, "discardForgetsThatPagesAreCold"),

        READS_OVER_WHAT_HAS_LANDED(ReadsOverWhatHasLanded::new, "landsNewerContentsOnColdPages"),

        TAKES_PRESENT_PAGES(TakesPresentPages::new, "refusesColdPagesOverPresentOnesAndTheOtherWayRound");

        private final Function<SoftwareMemory, SwappedFaultTrap> trap;
        private final String test;

        Mutant(Function<SoftwareMemory, SwappedFaultTrap> trap, String test) {
            this.trap = trap;
            this.test = test;
        }
    }

    @Test
    void findsNothingWrongWithARightOne() {
        Subject.subject = SwappedFaultTrap::new;
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
