package dev.ferry.simulator.guest.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.PageRun;
import dev.ferry.simulator.guest.workload.KeyValueQueries.Mix;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KeyValueQueriesTest {

    private static final PageRun INDEX = new PageRun(0, 10);
    private static final PageRun VALUES = new PageRun(50, 1000);
    private static final KeyValueStore SMALL = new KeyValueStore(INDEX, VALUES, 1024, 4096);
    private static final KeyValueStore LARGE = new KeyValueStore(INDEX, VALUES, 10_000, 4096);

    @Test
    void readsTheIndexAndThenTheRecord() {
        Visits visits = Visits.of(queries(SMALL, new Mix(0, false)), 2000);

        for (int query = 0; query < 1000; query++) {
            assertThat(visits.steps().get(2 * query).isWithin(INDEX)).isTrue();
            assertThat(visits.steps().get(2 * query + 1).isWithin(VALUES)).isTrue();
        }
        assertThat(visits.work()).isEqualTo(1000);
        assertThat(visits.nanos()).isEqualTo(1_000_000);
        assertThat(visits.pages(true)).isEmpty();
        assertThat(visits.distinct()).isGreaterThan(600);
    }

    @Test
    void touchesAllPagesOfALargeRecord() {
        Visits visits = Visits.of(queries(LARGE, new Mix(1, false)), 3000);

        assertThat(visits.work()).isEqualTo(1000);
        // Of 10,000 bytes, some lie in three pages and some in four.
        assertThat(visits.within(VALUES).pages().length / 1000.0).isBetween(3.3, 3.6);
        assertThat(visits.nanos()).isBetween(999_000L, 1_000_000L);
        assertThat(visits.within(VALUES).pages(false)).isEmpty();
    }

    @Test
    void putsItsShareOfRecords() {
        Visits visits = Visits.of(queries(SMALL, new Mix(0.2, false)), 20_000);

        assertThat(visits.pages(true).length / visits.work()).isBetween(0.19, 0.21);
    }

    @Test
    void marksTheFirstPageOfARecordThatItReads() {
        Visits small = Visits.of(queries(SMALL, new Mix(0, true)), 1000);
        Visits large = Visits.of(queries(LARGE, new Mix(0, true)), 3000);

        assertThat(small.within(VALUES).pages(false)).isEmpty();
        assertThat(large.pages(true)).hasSize(1000);
    }

    @Test
    void asksForMoreWhenToldTo() {
        KeyValueQueries queries = queries(SMALL, new Mix(0, false));
        queries.askFor(SMALL.recordsIn(100 * 4096));
        Visits few = Visits.of(queries, 5000);
        queries.askFor(SMALL.records());
        Visits all = Visits.of(queries, 5000);

        assertThat(Arrays.stream(few.within(VALUES).pages())).allMatch(page -> page < 150);
        assertThat(few.within(VALUES).distinct()).isEqualTo(100);
        assertThat(all.within(VALUES).distinct()).isGreaterThan(850);
        assertThat(all.steps().stream().filter(step -> step.first() >= 150).count())
                .isBetween(2150L, 2350L);
    }

    @Test
    void namesRecordsThatAreNotThere() {
        assertThatThrownBy(() -> queries(SMALL, new Mix(0, false)).askFor(4001))
                .hasMessage("queries for 4001 records: 1 to 4000 are allowed");
        assertThatThrownBy(() -> new KeyValueStore(INDEX, new PageRun(0, 1), 5000, 4096))
                .hasMessageContaining("0 records of 5000 bytes");
    }

    private static KeyValueQueries queries(KeyValueStore store, Mix mix) {
        return new KeyValueQueries(store, new KeyLaw.Uniform(), mix, 1000, 1);
    }
}
