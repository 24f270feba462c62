package example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.DestinationEnd;
import dev.ferry.engine.SourceEnd;
import dev.ferry.strategies.postcopy.Bubbling;
import dev.ferry.strategies.postcopy.Postcopy;
import dev.ferry.testkit.guest.SoftwareGuest;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import dev.ferry.transport.inmemory.InMemoryTransport;
import dev.ferry.workload.ProvenGuest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Moves a guest that keeps writing its memory from one end to the other, by post-copy with bubbling. */
class ComposeInCodeTest {

    private static final long SEED = 42;

    @Test
    @Timeout(value = 1, unit = TimeUnit.MINUTES)
    void guestGoesOnAtTheDestination() {
        var network = new InMemoryTransport();
        try (var guest = SoftwareGuest.start(64 << 20, SEED);
                var destination = DestinationEnd.builder()
                        .transport(network, "host-b").host(new SoftwareGuestPlatform()).listen()) {
            var arrival = CompletableFuture.supplyAsync(destination::receive);
            var report = SourceEnd.builder()
                    .guest("vm-1", guest.memory(), guest.control())
                    .strategy(new Postcopy(new Bubbling()))
                    .transport(network, "host-b")
                    .build().migrate();

            assertThat(report.outcome()).isEqualTo("completed");
            assertThat(report.duplicatePages()).as("post-copy sends each page once").isZero();
            try (var moved = arrival.join().reservation()) {
                assertThat(moved.control().workDone().orElseThrow()).as("steps done, of those at the source")
                        .isGreaterThan(guest.control().workDone().orElseThrow());
                assertThat(((ProvenGuest) moved).prove()).as("what is wrong with the memory, seed %d", SEED)
                        .isEmpty();
            }
        }
    }
}
