package dev.ferry.testkit.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.testkit.ContractRun;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Schedulers that are wrong, each in one way, are found so by the contract test. */
class PushSchedulerMutantTest {

    static final class Subject extends PushSchedulerContractTest {

        private static Supplier<PushScheduler> subject = InOrder::new;

        @Override
        protected PushScheduler scheduler() {
            return subject.get();
        }
    }

    /** Pushes by address: right, and what the mutants are made from. */
    static class InOrder implements PushScheduler {

        PageSet owed = new PageBitmap(0);

        @Override
        public void begin(PageSet pages) {
            owed = pages;
        }

        @Override
        public @Nullable PageRun next(long maxPages) {
            return nextFrom(0, maxPages);
        }

        @Nullable
        PageRun nextFrom(long from, long maxPages) {
            long page = owed.next(from);
            return page == PageSet.NONE
                    ? null
                    : new PageRun(page, Math.min(maxPages, owed.nextAbsent(page) - page));
        }
    }

    private static final class ForgetsTheFirstPage extends InOrder {
        @Override
        public @Nullable PageRun next(long maxPages) {
            return nextFrom(1, maxPages);
        }
    }

    private static final class GivesEachPageTwice extends InOrder {
        private @Nullable PageRun last;

        @Override
        public @Nullable PageRun next(long maxPages) {
            PageRun run = last == null ? nextFrom(0, maxPages) : last;
            last = last == null ? run : null;
            return run;
        }
    }

    private static final class StallsAfterAFault extends InOrder {
        private boolean stalled;

        @Override
        public void onNetworkFault(long page) {
            stalled = true;
        }

        @Override
        public @Nullable PageRun next(long maxPages) {
            return stalled ? null : nextFrom(0, maxPages);
        }
    }

    private static final class IgnoresMaxPages extends InOrder {
        @Override
        public @Nullable PageRun next(long maxPages) {
            return nextFrom(0, Long.MAX_VALUE);
        }
    }

    private static final class RunsBeyondTheLastPage extends InOrder {
        @Override
        public @Nullable PageRun next(long maxPages) {
            PageRun run = nextFrom(0, maxPages);
            return run == null ? null : new PageRun(run.first(), maxPages);
        }
    }

    private static final class RemembersThePreviousMigration extends InOrder {
        private boolean begun;

        @Override
        public void begin(PageSet pages) {
            owed = begun ? owed : pages;
            begun = true;
        }
    }

    private static final class RepeatsItself extends InOrder {
        private @Nullable PageRun first;

        @Override
        public @Nullable PageRun next(long maxPages) {
            first = first == null || owed.isEmpty() ? nextFrom(0, maxPages) : first;
            return first == null ? null : new PageRun(first.first(), 1);
        }
    }

    private static final class DoesNotLookAgain extends InOrder {
        @Override
        public void begin(PageSet pages) {
            owed = PageBitmap.copyOf(pages);
        }

        @Override
        public @Nullable PageRun next(long maxPages) {
            PageRun run = nextFrom(0, 1);
            if (run != null) {
                ((PageBitmap) owed).remove(run.first(), 1);
            }
            return run;
        }
    }

    private static final class ClaimsByItself extends InOrder {
        @Override
        public @Nullable PageRun next(long maxPages) {
            PageRun run = nextFrom(0, maxPages);
            if (run != null) {
                ((PageBitmap) owed).remove(run.first(), run.count());
            }
            return run;
        }
    }

    private static final class PushesForEver extends InOrder {
        @Override
        public PageRun next(long maxPages) {
            PageRun run = nextFrom(0, maxPages);
            return run == null ? new PageRun(0, 1) : run;
        }
    }

    private static final class FailsAtTheLastPage extends InOrder {
        @Override
        public void onNetworkFault(long page) {
            if (page == owed.pageCount() - 1) {
                throw new IndexOutOfBoundsException("page " + (page + 1));
            }
        }
    }

    /** Each with the test that is to find it. */
    enum Mutant {
        FORGETS_THE_FIRST_PAGE(ForgetsTheFirstPage::new,
                "pushesEveryOwedPageExactlyOnce"), GIVES_EACH_PAGE_TWICE(GivesEachPageTwice::new,
                        "givesNoPageTwice"), STALLS_AFTER_AFAULT(StallsAfterAFault::new,
                                "pushesEveryOwedPageExactlyOnce"), IGNORES_MAX_PAGES(IgnoresMaxPages::new,
                                        "pushesEveryOwedPageExactlyOnce"), RUNS_BEYOND_THE_LAST_PAGE(
                                                RunsBeyondTheLastPage::new,
                                                "pushesEveryOwedPageExactlyOnce"), REMEMBERS_THE_PREVIOUS_MIGRATION(
                                                        RemembersThePreviousMigration::new,
                                                        "forgetsThePreviousMigration"), REPEATS_ITSELF(
                                                                RepeatsItself::new,
                                                                "pushesEveryOwedPageExactlyOnce"), DOES_NOT_LOOK_AGAIN(
                                                                        DoesNotLookAgain::new,
                                                                        "leavesOutPagesThatOthersClaim"), CLAIMS_BY_ITSELF(
                                                                                ClaimsByItself::new,
                                                                                "onlyReadsWhatIsOwed"), PUSHES_FOR_EVER(
                                                                                        PushesForEver::new,
                                                                                        "pushesNothingWhereNothingIsOwed"), FAILS_AT_THE_LAST_PAGE(
                                                                                                FailsAtTheLastPage::new,
                                                                                                "takesFaultsAtBothEnds");

        private final Supplier<PushScheduler> scheduler;
        private final String test;

        Mutant(Supplier<PushScheduler> scheduler, String test) {
            this.scheduler = scheduler;
            this.test = test;
        }
    }

    @Test
    void findsNothingWrongWithARightOne() {
        Subject.subject = InOrder::new;

        assertThat(ContractRun.failures(Subject.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void isFound(Mutant mutant) {
        Subject.subject = mutant.scheduler;

        assertThat(ContractRun.failures(Subject.class, mutant.test)).contains(mutant.test);
    }
}
