package example.blocks;

import static dev.ferry.testkit.migration.MigrationConditions.sent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.memory.PageRun;
import dev.ferry.testkit.migration.MigrationResult;
import dev.ferry.testkit.migration.Migrations;
import dev.ferry.workload.Task;
import dev.ferry.workload.Workload;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Moves a guest that works in two blocks near the end of its memory, in random order, over a slow link. */
@Timeout(60)
class BlockFirstMigrationTest {

    private static final long SEED = 42;
    private static final PageRun MEMORY = new PageRun(0, 8192);
    private static final PageRun WORKING_SET = new PageRun(7 * 1024, 1024);

    private static Migrations migrations() {
        Workload workload = new Workload(SEED, MEMORY,
                List.of(new Task(Task.Kind.WRITER, Task.Order.RANDOM, WORKING_SET)), 2_000);
        return Migrations.strategy("postcopy").memoryBytes(MEMORY.count() * 4096).workload(workload)
                .setting("ferry.bandwidth", "50MB/s");
    }

    @Test
    void savesMoreThanHalfOfTheNetworkFaultsOfPlainPush() {
        MigrationResult push = migrations().scheduler("push").run();
        MigrationResult blockFirst = migrations().scheduler("block-first").run();

        assertThat(push).arrivedWhole().sentEachOwedPageOnce();
        assertThat(blockFirst).arrivedWhole().sentEachOwedPageOnce();
        assertThat(blockFirst.networkFaults()).hasSizeLessThan(push.networkFaults().size() / 2);
    }

    @Test
    void blocksMayHaveAnotherSize() {
        MigrationResult result = migrations().scheduler("block-first")
                .setting("ferry.scheduler.block-first.pages", "64").run();

        assertThat(result).arrivedWhole();
        assertThat(result.events()).haveAtLeastOne(sent(Delivery.PUSH));
    }
}
