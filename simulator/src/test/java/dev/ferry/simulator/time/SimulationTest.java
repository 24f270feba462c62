package dev.ferry.simulator.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SimulationTest {

    private final Simulation simulation = new Simulation();
    private final List<String> heard = new ArrayList<>();

    @AfterEach
    void close() {
        simulation.close();
    }

    private void say(String what) {
        heard.add(simulation.nowNanos() + " " + what);
    }

    @Test
    void hasEventsHappenByTimeAndThenByTheOrderInWhichTheyWereSet() {
        simulation.at(20, () -> say("c"));
        simulation.at(10, () -> {
            say("a");
            simulation.after(10, () -> say("d"));
            simulation.after(0, () -> say("b"));
        });
        simulation.at(20, () -> say("e")).callOff();

        simulation.runUntil(20);

        assertThat(heard).containsExactly("10 a", "10 b", "20 c", "20 d");
        assertThat(simulation.nowNanos()).isEqualTo(20);
        assertThat(simulation.instant().getNano()).isEqualTo(20);
    }

    @Test
    void refusesAnEventThatIsPast() {
        simulation.runUntil(5);

        assertThatThrownBy(() -> simulation.at(4, () -> {})).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 ns").hasMessageContaining("5");
        assertThatThrownBy(() -> simulation.every(Duration.ZERO, () -> {}))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("0 ns");
    }

    @Test
    void repeatsUntilItIsClosed() {
        Repetition[] repetition = new Repetition[1];
        repetition[0] = simulation.every(Duration.ofNanos(7), () -> {
            say("tick");
            if (heard.size() == 3) {
                repetition[0].close();
            }
        });

        simulation.runUntil(100);

        assertThat(heard).containsExactly("7 tick", "14 tick", "21 tick");
    }

    @Test
    void letsProgramsWaitInVirtualTime() {
        Program first = simulation.program("first", own -> {
            say("first begins");
            own.sleep(30);
            say("first ends");
        });
        Program second = simulation.program("second", own -> {
            say("second begins");
            own.await(first::hasEnded);
            say("second ends");
        });
        first.resume();
        second.resume();
        simulation.at(10, second::resume);
        simulation.at(40, second::resume);

        simulation.run();

        assertThat(heard).containsExactly("0 first begins", "0 second begins", "30 first ends",
                "40 second ends");
        assertThat(second.hasEnded()).isTrue();
    }

    @Test
    void letsAProgramResumeOthersAndBeResumedByThem() {
        Program[] outer = new Program[1];
        outer[0] = simulation.program("outer", own -> {
            say("outer begins");
            simulation.program("inner", inner -> {
                say("inner begins");
                outer[0].resume(); // It runs already: nothing happens.
                inner.sleep(5);
                say("inner ends");
            }).resume();
            say("outer goes on");
            own.sleep(10);
            say("outer ends");
        });
        outer[0].resume();

        simulation.run();

        assertThat(heard).containsExactly("0 outer begins", "0 inner begins", "0 outer goes on",
                "5 inner ends",
                "10 outer ends");
    }

    @Test
    void throwsWhatAProgramThrows() {
        CancellationException thrown = new CancellationException("enough");
        Program program = simulation.program("angry", own -> {
            own.sleep(3);
            throw thrown;
        });
        program.resume();

        assertThatThrownBy(simulation::run).isSameAs(thrown);
        assertThat(simulation.nowNanos()).isEqualTo(3);
        assertThat(program.hasEnded()).isTrue();
        simulation.run();
    }

    @Test
    void saysWhoWaitsWhereNothingIsLeftToHappen() {
        simulation.program("forlorn", own -> own.await(() -> false)).resume();
        simulation.at(9, () -> {}).callOff();

        assertThatThrownBy(simulation::run).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("forlorn");
    }

    @Test
    void refusesToWaitOnTheThreadOfAnother() {
        Program program = simulation.program("own", own -> own.await(() -> false));

        assertThatThrownBy(() -> program.await(() -> false)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("own");
        assertThatThrownBy(() -> program.sleep(-1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1 ns");
    }

    @Test
    @Timeout(30)
    void leavesNoThreadBehindWhenItIsClosed() throws InterruptedException {
        Program waiting = simulation.program("waiting", own -> {
            try {
                own.await(() -> false);
            } finally {
                say("tidies up");
                own.sleep(1);
            }
        });
        Program unborn = simulation.program("unborn", own -> say("never"));
        waiting.resume();

        simulation.close();
        simulation.close();

        assertThat(heard).containsExactly("0 tidies up");
        for (Program program : List.of(waiting, unborn)) {
            assertThat(program.hasEnded()).isTrue();
            program.awaitThread();
        }
    }

    /** Does something at each multiple of its period, and tells of it. */
    private final class Ticker implements Actor {

        private final String name;
        private final long period;
        private long next;

        Ticker(String name, long period) {
            this.name = name;
            this.period = period;
            this.next = period;
        }

        @Override
        public void advanceTo(long nanos) {
            for (; next < nanos; next += period) {
                heard.add(next + " " + name);
            }
        }

        @Override
        public long nextTurn(long endNanos) {
            return Math.min(endNanos, next);
        }
    }

    @Test
    void letsActorsTakeTurnsByTime() {
        simulation.add(new Ticker("a", 3));
        simulation.add(new Ticker("b", 2));
        simulation.at(6, () -> say("event"));

        simulation.runUntil(7);

        assertThat(heard).containsExactly("2 b", "3 a", "4 b", "6 event", "6 a", "6 b");
    }
}
