package example;

import static dev.ferry.testkit.migration.MigrationConditions.decision;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.testkit.migration.MigrationResult;
import dev.ferry.testkit.migration.Migrations;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same migration over several transports: all that changes is the setting {@code ferry.transport}. The guest's memory
 * is compared byte for byte each time.
 */
@Timeout(60)
class SwapTransportsTest {

    private static final long SEED = 42;

    private static Migrations over(String transport) {
        return Migrations.strategy("postcopy").scheduler("bubbling").seed(SEED)
                .setting("ferry.transport", transport);
    }

    @ParameterizedTest
    @ValueSource(strings = {"inmemory", "tcp", "faulty"})
    void guestArrivesWhole(String transport) {
        MigrationResult result = over(transport).run();

        assertThat(result).arrivedWhole();
        assertThat(result.report().transport()).isEqualTo(transport);
        assertThat(result).recovered(transport.equals("faulty") ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"inmemory", "tcp"})
    void guestArrivesWholeWhereTheLinkIsCut(String transport) {
        MigrationResult result = over("faulty").setting("ferry.transport.faulty.over", transport)
                .setting("ferry.transport.faulty.cut-after", "4MiB")
                .setting("ferry.transport.faulty.cuts", "2").run();

        assertThat(result).arrivedWhole().recovered(2);
        assertThat(result.events()).haveExactly(2, decision("reached the destination again"));
    }
}
