package dev.ferry.paging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * In whatever order pages are evicted, brought back, written, discarded, sent and touched: each page that the guest reads, here or
 * there, has its last value.
 */
@Timeout(300)
class PagingPropertyTest {

    private static final long SEEDS = 3_000;

    /** Pagers that are wrong, each in one way. */
    enum Mutant {
        TAKES_RESIDENT_PAGES_FOR_COLD(memory -> new Places(memory, List.of()) {
            private final PageBitmap stale = new PageBitmap(memory.geometry().pageCount());

            @Override
            boolean nowCold(Standby.Kept kept) {
                stale.add(kept.page);
                return super.nowCold(kept);
            }

            @Override
            void nowCold(PageRun run) {
                stale.add(run.first(), run.count());
                super.nowCold(run);
            }

            @Override
            PageSet cold() {
                return stale;
            }
        }),

        TAKES_WHAT_WAS_TOUCHED_WHILE_IT_WAS_WRITTEN_FOR_COLD(memory -> new Places(memory, List.of()) {
            @Override
            boolean nowCold(Standby.Kept kept) {
                Standby.Kept now = standby().find(kept.page);
                return now != null && super.nowCold(now);
            }
        }),

        TAKES_STANDBY_FOR_COLD(memory -> new Places(memory, List.of()) {
            @Override
            PageSet cold() {
                PageBitmap cold = PageBitmap.copyOf(super.cold());
                standby().oldestFirst().forEach(kept -> cold.add(kept.page));
                return cold;
            }
        }),

        COPIES_ZEROS_FOR_STANDBY(memory -> new Places(memory, List.of()) {
            @Override
            long copy(long first, long end, MemorySegment target) {
                if (standby().find(first) == null) {
                    return super.copy(first, end, target);
                }
                target.asSlice(0, geometry().pageSizeBytes()).fill((byte) 0);
                return first + 1;
            }
        }),

        FORGETS_STANDBY(memory -> new Places(memory, List.of()) {
            @Override
            boolean rescue(long page) {
                Standby.Kept kept = standby().find(page);
                if (kept != null) {
                    memory.placeZero(new PageRun(page, 1));
                    standby().remove(kept);
                    nowResident(new PageRun(page, 1));
                }
                return kept != null;
            }
        }),

        TAKES_A_PAGE_FOR_COLD_WHILE_IT_COMES(memory -> new Places(memory, List.of()) {
            @Override
            void bringIn(long page, Consumer<PageRun> installing) {
                installing.accept(new PageRun(page, 1));
                nowResident(new PageRun(page, 1));
            }
        }),

        KEEPS_COLD_WHAT_IS_DISCARDED(memory -> new Places(memory, List.of()) {
            @Override
            void discard(PageRun run) {
                List<Long> cold = LongStream.range(run.first(), run.end()).filter(cold()::contains).boxed()
                        .toList();
                super.discard(run);
                cold.forEach(page -> nowCold(new PageRun(page, 1)));
            }
        }),

        KEEPS_ON_STANDBY_WHAT_IS_DISCARDED(memory -> new Places(memory, List.of()) {
            @Override
            void discard(PageRun run) {
                Standby.Kept kept = standby().find(run.first());
                if (kept == null) {
                    super.discard(run);
                }
            }
        }),

        GIVES_BACK_WHAT_WAS_DISCARDED_WHILE_IT_WAS_READ(memory -> new Places(memory, List.of()) {
            @Override
            void bringBack(long page, MemorySegment contents) {
                bringIn(page, run -> memory.place(run, contents));
            }
        }),

        FREES_WHAT_WAS_WRITTEN_AGAIN(memory -> new Places(memory, List.of()) {
            @Override
            boolean nowCold(Standby.Kept kept) {
                boolean wasStale = isStale(kept.page);
                boolean counts = super.nowCold(kept);
                if (wasStale) {
                    nowStale(kept.page);
                }
                return counts;
            }
        }),

        TAKES_A_PAGE_FOR_ABSENT_WHILE_IT_COMES(memory -> new Places(memory, List.of()) {
            @Override
            void bringIn(long page, Consumer<PageRun> installing) {
                super.bringIn(page, run -> {
                    held().remove(page);
                    installing.accept(run);
                });
            }
        }),

        KEEPS_COLD_WHAT_LANDS(memory -> new Places(memory, List.of()) {
            @Override
            MemorySegment landing(PageRun run) {
                return cold().contains(run.first())
                        ? Arena.ofAuto().allocate(geometry().bytes(run.count()))
                        : super.landing(run);
            }
        }),

        TAKES_COLD_PAGES_FOR_ABSENT(memory -> new Places(memory, List.of()) {
            @Override
            long copy(long first, long end, MemorySegment target) {
                if (!cold().contains(first)) {
                    return super.copy(first, end, target);
                }
                target.asSlice(0, geometry().pageSizeBytes()).fill((byte) 0);
                return first + 1;
            }
        });

        private final Function<ModelMemory, Places> places;

        Mutant(Function<ModelMemory, Places> places) {
            this.places = places;
        }
    }

    @Test
    void eachPageHasItsLastValue() {
        assertThat(firstFailure(memory -> new Places(memory, List.of()))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void isFound(Mutant mutant) {
        assertThat(firstFailure(mutant.places)).isPresent();
    }

    private static Optional<String> firstFailure(Function<ModelMemory, Places> places) {
        return LongStream.range(0, SEEDS).mapToObj(seed -> failure(seed, places)).flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> failure(long seed, Function<ModelMemory, Places> places) {
        try {
            new ModelMigration(seed, places).run();
            return Optional.empty();
        } catch (RuntimeException | AssertionError wrong) {
            return Optional.of("seed " + seed + ": " + wrong + " at " + List.of(wrong.getStackTrace()));
        }
    }
}
