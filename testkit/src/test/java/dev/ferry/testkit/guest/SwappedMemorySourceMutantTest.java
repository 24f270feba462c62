package dev.ferry.testkit.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.testkit.ContractRun;
import dev.ferry.testkit.memory.MemorySourceContractTest;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Memory sources that are wrong about cold pages, each in one way, are found so by the contract test. */
@Timeout(300)
class SwappedMemorySourceMutantTest {

    private static final long PAGES = 100;

    static final class Subject extends MemorySourceContractTest {

        private static Function<SoftwareMemory, SwappedMemorySource> subject = SwappedMemorySource::new;

        private final SoftwareMemory memory = SoftwareMemory.present(MemoryGeometry.flat(4096, PAGES));
        private final SwappedMemorySource source = subject.apply(memory);

        @Override
        protected MemorySource source() {
            return source;
        }

        @Override
        protected void write(long page, long value) {
            source.write(page, value);
        }

        @Override
        protected boolean givesCopies() {
            return true;
        }

        @Override
        protected boolean knowsColdPages() {
            return true;
        }

        @Override
        protected void evict(long page) {
            source.evict(page);
        }

        @Override
        protected boolean knowsTouches() {
            return true;
        }

        @Override
        protected boolean knowsAbsentPages() {
            return true;
        }

        @AfterEach
        void free() {
            memory.free();
        }
    }

    private static final class HidesItsDevice extends SwappedMemorySource {
        HidesItsDevice(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public Optional<PageSet> cold() {
            return Optional.empty();
        }
    }

    private static final class ViewsWhatIsLeftInMemory extends SwappedMemorySource {
        ViewsWhatIsLeftInMemory(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public MemorySegment view(PageRun run) {
            MemorySegment left = memory.slice(run);
            return room(left.byteSize()).copyFrom(left).asReadOnly();
        }
    }

    private static final class BringsInWhatIsViewed extends SwappedMemorySource {
        BringsInWhatIsViewed(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public MemorySegment view(PageRun run) {
            MemorySegment view = super.view(run);
            memory.slice(run).copyFrom(view);
            cold.remove(run.first(), run.count());
            return view;
        }
    }

    private static final class GivesASnapshot extends SwappedMemorySource {
        GivesASnapshot(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public Optional<PageSet> cold() {
            return Optional.of(PageBitmap.copyOf(cold));
        }
    }

    private static final class TakesColdPagesForAbsent extends SwappedMemorySource {
        TakesColdPagesForAbsent(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public void collectAbsent(PageBitmap absent) {
            super.collectAbsent(absent);
            absent.addAll(cold);
        }
    }

    private static final class KeepsWrittenPagesCold extends SwappedMemorySource {
        KeepsWrittenPagesCold(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        void write(long page, long value) {
            boolean wasCold = cold.contains(page);
            super.write(page, value);
            if (wasCold) {
                evict(page);
            }
        }
    }

    private static final class LogsNoWriteToAColdPage extends SwappedMemorySource {
        LogsNoWriteToAColdPage(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        void write(long page, long value) {
            boolean wasCold = cold.contains(page);
            super.write(page, value);
            if (wasCold) {
                memory.dirty().remove(page);
            }
        }
    }

    private static final class ForgetsThatAnEvictedPageIsDirty extends SwappedMemorySource {
        ForgetsThatAnEvictedPageIsDirty(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        void evict(long page) {
            super.evict(page);
            memory.dirty().remove(page);
        }
    }

    private static final class UsesTheRoomOfAViewTooEarly extends SwappedMemorySource {
        UsesTheRoomOfAViewTooEarly(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public MemorySegment view(PageRun run) {
            MemorySegment view = super.view(run);
            release(view);
            return view;
        }
    }

    private static final class ReleasesAllViews extends SwappedMemorySource {
        private MemorySegment last = MemorySegment.NULL;

        ReleasesAllViews(SoftwareMemory memory) {
            super(memory);
        }

        @Override
        public MemorySegment view(PageRun run) {
            last = super.view(run);
            return last;
        }

        @Override
        public void release(MemorySegment view) {
            super.release(last);
        }
    }

    /** Each with the test that is to find it. */
    enum Mutant {
        HIDES_ITS_DEVICE(HidesItsDevice::new, "hasColdPagesWhereItSaysSo"),

        VIEWS_WHAT_IS_LEFT_IN_MEMORY(ViewsWhatIsLeftInMemory::new, "aColdPageIsViewedAndStaysCold"),

        BRINGS_IN_WHAT_IS_VIEWED(BringsInWhatIsViewed::new, "aColdPageIsViewedAndStaysCold"),

        GIVES_A_SNAPSHOT(GivesASnapshot::new, "aColdPageIsViewedAndStaysCold"),

        TAKES_COLD_PAGES_FOR_ABSENT(TakesColdPagesForAbsent::new, "aColdPageIsNotAbsent"),

        KEEPS_WRITTEN_PAGES_COLD(KeepsWrittenPagesCold::new, "aColdPageThatIsWrittenIsInMemoryAndDirty"),

        LOGS_NO_WRITE_TO_A_COLD_PAGE(LogsNoWriteToAColdPage::new, "aColdPageThatIsWrittenIsInMemoryAndDirty"),

        FORGETS_THAT_AN_EVICTED_PAGE_IS_DIRTY(ForgetsThatAnEvictedPageIsDirty::new,
                "aPageThatWasWrittenIsDirtyAlsoOnceItIsCold"),

        USES_THE_ROOM_OF_A_VIEW_TOO_EARLY(UsesTheRoomOfAViewTooEarly::new,
                "aViewStaysRightUntilItIsReleasedItself"),

        RELEASES_ALL_VIEWS(ReleasesAllViews::new, "aViewStaysRightUntilItIsReleasedItself");

        private final Function<SoftwareMemory, SwappedMemorySource> source;
        private final String test;

        Mutant(Function<SoftwareMemory, SwappedMemorySource> source, String test) {
            this.source = source;
            this.test = test;
        }
    }

    @Test
    void findsNothingWrongWithARightOne() {
        Subject.subject = SwappedMemorySource::new;

        assertThat(ContractRun.failures(Subject.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void isFound(Mutant mutant) {
        Subject.subject = mutant.source;

        assertThat(ContractRun.failures(Subject.class, mutant.test)).contains(mutant.test);
    }
}
