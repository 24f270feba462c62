package dev.ferry.engine.handover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every interleaving of delivery, loss, delay, cancel, crash, failure, giving up and coming back, until no new
 * world appears: the invariants hold in all of them.
 */
@Timeout(60)
class HandoverExplorationTest {

    @Test
    void theInvariantsHoldInEveryWorldThatCanBeReached() {
        Set<Class<?>> seen = new HashSet<>();
        for (boolean owesPage : new boolean[]{false, true}) {
            Explorer explorer = Explorer.explore(Engine.REAL, owesPage);
            System.out.printf("handover, %s: %d worlds, %d transitions%n",
                    owesPage ? "a page owed" : "nothing owed", explorer.worlds().size(),
                    explorer.transitions());
            assertThat(explorer.worlds()).hasSizeGreaterThan(1_000);
            explorer.worlds().forEach(world -> {
                seen.add(world.source().state().getClass());
                seen.add(world.destination().state().getClass());
            });
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(
                Stream.of(SourceState.class, DestinationState.class)
                        .flatMap(states -> Stream.<Class<?>>of(states.getPermittedSubclasses())).toList());
    }

    @Test
    void theWorldsHaveAttemptsThatOvertakeEachOtherAndLinksThatOneSideStillBelievesIn() {
        Explorer explorer = Explorer.explore(Engine.REAL, true);

        assertThat(explorer.texts()).contains("destination refuses an old RESUME",
                "destination sees RESUME and leaves the old link", "RESUME is lost",
                "destination half starts the guest");
        assertThat(explorer.worlds()).anyMatch(world -> world.links().size() == 3 && world.bothAlive());
    }
}
