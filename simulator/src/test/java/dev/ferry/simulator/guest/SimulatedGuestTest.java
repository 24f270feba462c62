package dev.ferry.simulator.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.simulator.time.Simulation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatedGuestTest {

    private static final long PAGES = 64;

    private final Simulation simulation = new Simulation();
    private final SimulatedMemory memory = new SimulatedMemory(MemoryGeometry.flat(4096, PAGES));
    private final SimulatedGuest guest = new SimulatedGuest(simulation, "guest", memory, 1);
    private final List<String> asked = new ArrayList<>();

    private PageFaults asks(String whom) {
        return page -> asked.add(simulation.nowNanos() + " " + whom + " " + page);
    }

    /** Reads all pages, one in 10 ns, and does one unit of work with each. */
    private static AccessPattern reader() {
        long[] next = {0};
        return step -> step.set(next[0]++ % PAGES, 1, false, 10, 1);
    }

    private static PageBitmap pages(long... members) {
        PageBitmap pages = new PageBitmap(PAGES);
        for (long member : members) {
            pages.add(member);
        }
        return pages;
    }

    @Test
    void asksForAPageWhereItHasGoneWhileItWaited() {
        memory.evict(5, 1);
        guest.with(reader()).onCold(asks("swap"));
        guest.onMissing(asks("network"));
        guest.start();
        simulation.runUntil(60);

        guest.pause();
        memory.lose(pages(5));
        simulation.runUntil(100);
        guest.resume();
        assertThat(asked).containsExactly("50 swap 5", "100 network 5");
        memory.arrive(5, 1);
        guest.wake(5, 6, 7);
        assertThat(asked).as("it came as a reference").endsWith("100 swap 5");
        memory.bringIn(5, 1);
        guest.wake(5, 6, 7);
        simulation.runUntil(108);

        assertThat(guest.work()).isEqualTo(6);
        assertThat(guest.waitingThreads()).isZero();
    }

    @Test
    void doesAfterAPauseWhatWasLeftBeforeIt() {
        guest.with(reader());
        guest.start();
        simulation.runUntil(23);
        guest.pause();
        simulation.runUntil(500);
        guest.resume();

        simulation.runUntil(507);
        assertThat(guest.work()).as("a touch that is due at a time comes after it").isEqualTo(3);
        simulation.runUntil(508);
        assertThat(guest.work()).isEqualTo(4);
    }

    @Test
    void sharesItsProcessorsAmongThoseWhoDoNotWait() {
        memory.evict(9, 1);
        guest.with(reader()).with(step -> step.set(9, 1, false, 10, 0)).onCold(asks("swap"));
        guest.start();

        simulation.runUntil(81);

        assertThat(asked).containsExactly("0 swap 9");
        assertThat(guest.work()).as("one has the processor for itself, but for its first page").isEqualTo(8);
    }

    @Test
    void isSlowerWhileItIsStunned() {
        guest.with(reader());
        guest.stun(75);
        guest.start();
        simulation.runUntil(81);

        assertThat(guest.work()).isEqualTo(3);
        assertThatThrownBy(() -> guest.stun(100)).hasMessageContaining("100 %");
    }

    @Test
    void countsFirstTouchesOfPagesThatWerePushed() {
        guest.with(reader()).onMissing(asks("network"));
        memory.discard(2, 1);
        memory.lose(pages(1, 2, 3));
        memory.arrive(2, 1);
        memory.arrive(3, 1);
        guest.start();
        simulation.runUntil(20);
        memory.ask(1);
        memory.arrive(1, 1);
        guest.wake(1, 2, 0);
        simulation.runUntil(2000);

        assertThat(memory.firstTouches()).as("page 1 was asked for, page 2 holds nothing").isEqualTo(1);
    }

    @Test
    void paysForTheFirstWriteOfAPageWhileThatIsNoted() {
        guest.with(step -> step.set(0, 4, true, 10, 1)).costs(0, 100);
        memory.startDirtyLog();
        guest.start();

        simulation.runUntil(331);
        PageBitmap dirty = new PageBitmap(PAGES);
        memory.collectDirty(dirty);
        assertThat(dirty.size()).isEqualTo(4);
        assertThat(guest.work()).isEqualTo(1);
        simulation.runUntil(440 + 441);
        assertThat(guest.work()).as("each page costs that once more").isEqualTo(2);
        simulation.runUntil(440 + 440 + 41);
        assertThat(guest.work()).isEqualTo(3);
    }

    @Test
    void remembersWhatItHasWrittenSinceItWasOnTheDevice() {
        assertThat(memory.isChanged(1)).as("it has never been there").isTrue();
        memory.evict(1, 1);
        memory.bringIn(1, 1);
        guest.with(step -> step.set(0, 2, simulation.nowNanos() > 50, 10, 0));
        guest.start();

        simulation.runUntil(50);
        assertThat(memory.isChanged(1)).as("it was only read").isFalse();
        simulation.runUntil(51);
        simulation.runUntil(120);
        assertThat(memory.isChanged(1)).isTrue();
    }
}
