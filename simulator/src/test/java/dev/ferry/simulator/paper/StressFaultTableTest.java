package dev.ferry.simulator.paper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.simulator.paper.Evaluation.Claim;
import dev.ferry.simulator.paper.Evaluation.Figure;
import dev.ferry.simulator.paper.StressFaultTable.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

class StressFaultTableTest {

    private static final List<Row> SMALL = StressFaultTable.PAPER.stream()
            .filter(row -> row.mebibytes() == 8 || row.mebibytes() == 16).toList();

    @Test
    void itsSmallRowsAreAsInThePaper() {
        Evaluation evaluation = new StressFaultTable(SMALL, 20).run(progress -> {});

        assertThat(evaluation.claims()).as("%s", evaluation.figures()).hasSize(2).allMatch(Claim::holds);
        assertThat(evaluation.figures()).filteredOn(figure -> figure.paper() != null).hasSize(8)
                .allSatisfy(figure -> assertThat(figure.error()).isBetween(-3.0, 3.0));
    }

    @Test
    void theSourceAnswersNoMoreFaultsThanThereAre() {
        for (Row row : SMALL) {
            StressGuest guest = new StressGuest(StressGuest.PAGES, Testbed.pages(row.mebibytes()), false,
                    true);
            StressFaults faults = StressFaults.after(Testbed.PREPAGING, guest, 1);

            assertThat(faults.served()).as("%s", row).isPositive().isLessThanOrEqualTo(faults.network());
            assertThat(faults.network() + faults.minor()).isGreaterThanOrEqualTo(guest.workingSetPages());
        }
    }

    @Test
    void isTheSameEachTime() {
        List<Figure> once = new StressFaultTable(SMALL, 2).run(progress -> {}).figures();
        List<Figure> again = new StressFaultTable(SMALL, 2).run(progress -> {}).figures();

        assertThat(again).isEqualTo(once);
    }
}
